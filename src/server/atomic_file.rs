//! Replacing a file that several processes may replace at once: no change is lost, and a
//! crash leaves either the old file or the new one.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, fchown},
    path::{Path, PathBuf},
};

use super::random::Random;

/// The right to replace a file, until dropped: other processes wait for it. The file is
/// to be read only once this is held.
pub struct Replacing {
    target: PathBuf,
    /// A lock file beside it, since the file itself becomes another one. It is never
    /// removed: two processes could then hold two of them.
    _lock: File,
}

impl Replacing {
    /// Waits for the right, and makes the folder when it is missing. Where `path` is a
    /// link, the file that it leads to is replaced, and not the link.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let target = match path.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            found => found?,
        };
        fs::create_dir_all(folder(&target))?;
        let beside = target.with_file_name(named(&target, "", ".lock"));
        let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(beside)?;
        keep_owner(&target, &lock)?;
        lock.lock()?;
        Ok(Self { target, _lock: lock })
    }

    /// Replaces the file. Only its owner may read it, and the owner stays the same.
    pub fn write(&self, bytes: &[u8], random: &Random) -> io::Result<()> {
        let name = named(&self.target, ".", &format!(".{}.new", random.uuid()));
        let beside = self.target.with_file_name(name);
        let written = self.write_beside(&beside, bytes);
        if written.is_err() {
            // The error that counts is the first one.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    fn write_beside(&self, beside: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(beside)?;
        keep_owner(&self.target, &file)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(beside, &self.target)?;
        // The name is in the folder, which has to be synced as well.
        File::open(folder(&self.target))?.sync_all()
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn named(path: &Path, before: &str, after: &str) -> OsString {
    let mut name = OsString::from(before);
    name.push(path.file_name().unwrap_or_default());
    name.push(after);
    name
}

/// An operator who is root must not lock the server out of its own file.
fn keep_owner(target: &Path, file: &File) -> io::Result<()> {
    let owner = match fs::metadata(target) {
        Ok(of) => of,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (owner.uid(), owner.gid()) {
        return Ok(());
    }
    fchown(file, Some(owner.uid()), Some(owner.gid()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    #[test]
    fn replaces_what_a_link_leads_to_and_leaves_nothing_beside_it_but_the_lock() {
        let random = Random::seeded(1, ManualClock::at(0));
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("kept/real"), folder.path().join("link"));
        Replacing::begin(&real).unwrap().write(b"one", &random).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        Replacing::begin(&link).unwrap().write(b"two", &random).unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().mode() & 0o777, 0o600);
        let mut left: Vec<_> = fs::read_dir(folder.path().join("kept"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["real", "real.lock"]);
    }

    #[test]
    fn what_cannot_be_written_whole_leaves_the_old_one() {
        let random = Random::seeded(1, ManualClock::at(0));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let replacing = Replacing::begin(&path).unwrap();
        replacing.write(b"old", &random).unwrap();
        // A folder cannot be replaced by a file.
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(replacing.write(b"new", &random).is_err());
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["file", "file.lock"]);
    }
}
