//! The real binary as a process of its own, to be killed.

use std::{
    fs::File,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::Duration,
};

use super::{
    app::{MASTER_KEY, site, write_key},
    browser::Browser,
    sandbox::client,
};

pub struct Process {
    child: Child,
    pub addr: SocketAddr,
}

impl Process {
    /// The number of files that it may have open until it asks for more.
    pub const STARTED_WITH: u64 = 512;

    /// The number of files that it may have open, and the number that it might ask for.
    pub fn open_files(&self) -> (u64, u64) {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap();
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
        let mut limits = line.split_whitespace().map(|limit| limit.parse().unwrap_or(u64::MAX));
        (limits.next().unwrap(), limits.next().unwrap())
    }

    /// Starts on a folder's database and returns once it answers.
    pub async fn start(folder: &Path, sandbox: SocketAddr) -> Self {
        write_key(&folder.join("master.key"), MASTER_KEY);
        site(&folder.join("site"));
        // The log of before a kill is searched too.
        let log = File::options().create(true).append(true).open(folder.join("log")).unwrap();
        let before = log.metadata().unwrap().len();
        // A port that was free a moment ago may be another's by now: the process takes one itself.
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let child = ava(folder, any, sandbox).arg("serve").stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut process = Self { child, addr: any };
        let log = folder.join("log");
        process.addr = process.once(&log, async || listens_at(&log, before)).await;
        let client = client();
        let ready = format!("http://{}/readyz", process.addr);
        let answers = async || {
            let answer = client.get(&ready).send().await;
            answer.is_ok_and(|answer| answer.status().is_success()).then_some(())
        };
        process.once(&log, answers).await;
        process
    }

    /// Waits for what the process brings about.
    async fn once<T>(&mut self, log: &Path, brought: impl AsyncFn() -> Option<T>) -> T {
        for _ in 0..1200 {
            if let Some(value) = brought().await {
                return value;
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("ava ended with {status}: {}", std::fs::read_to_string(log).unwrap());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("ava does not answer: {}", std::fs::read_to_string(log).unwrap());
    }

    /// Runs `ava …` beside it, on the same folder, to its end.
    pub fn beside(&self, folder: &Path, sandbox: SocketAddr, arguments: &[&str]) -> Output {
        ava(folder, self.addr, sandbox).args(arguments).output().unwrap()
    }

    /// Limits the size of its files from now on, as `soft:hard` in bytes.
    pub fn limit_files(&self, bytes: &str) {
        let pid = self.child.id().to_string();
        let set =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}")]).status().unwrap();
        assert!(set.success());
    }

    /// Sends SIGTERM, as a service manager does.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    pub fn visitor(&self) -> Browser {
        Browser::at(self.addr)
    }

    /// Sends SIGKILL: nothing of it runs any more, not even a destructor.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // The process may be gone already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// The address that the log names behind its first `before` bytes.
fn listens_at(log: &Path, before: u64) -> Option<SocketAddr> {
    let text = std::fs::read_to_string(log).unwrap();
    let (_, rest) = text.get(usize::try_from(before).unwrap()..)?.split_once("listening on ")?;
    // The line may be half written.
    let end = rest.find(|letter: char| letter.is_whitespace() || letter.is_control())?;
    rest[..end].parse().ok()
}

fn ava(folder: &Path, addr: SocketAddr, sandbox: SocketAddr) -> Command {
    // A file that would get too large is an error to the process, and not its end. It is
    // started with few descriptors, as a service manager starts it.
    let started = format!("trap '' XFSZ; ulimit -Sn {}; exec \"$@\"", Process::STARTED_WITH);
    let mut command = Command::new("sh");
    command
        .args(["-c", &started, "sh", env!("CARGO_BIN_EXE_ava")])
        .current_dir(folder)
        .env_clear()
        .env("AVA_ADDR", addr.to_string())
        .env("AVA_SANDBOX_ADDR", sandbox.to_string())
        .env("AVA_SITE_DIR", folder.join("site"))
        .env("AVA_MASTER_KEY_FILE", folder.join("master.key"))
        .env("DATABASE_URL", format!("sqlite://{}", folder.join("ava.db").display()))
        .stdin(Stdio::null());
    command
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}
