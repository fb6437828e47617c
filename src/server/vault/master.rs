//! The installation's master keys, which seal every org's data key.
//!
//! One is active; older ones only open. They come from `AVA_MASTER_KEY`
//! (comma-separated, active first) or from a file of one key a line, which is
//! read again when a key is missing, so that a rotation needs no restart.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::seal::{self, Key};
use crate::{
    domain::text::{is_nothing, is_quote},
    server::{atomic_file::Replacing, random::Random},
};

/// A master key and the fingerprint that names it in logs and rows.
#[derive(Clone)]
pub struct MasterKey {
    pub id: String,
    pub key: Arc<Key>,
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error("a master key must be 32 bytes in base64 (44 characters); {0}")]
    Shape(String),
    #[error(
        "the master key file {} (AVA_MASTER_KEY_FILE) cannot be read or written: {source}{}",
        path.display(),
        advice(source)
    )]
    File { path: PathBuf, source: std::io::Error },
    #[error(
        "AVA_MASTER_KEY_FILE names {path}, and there is no such file. Put the key of this database there; \
         for a new database, make one: (umask 077; openssl rand -base64 32 > {path})",
        path = .0.display()
    )]
    Absent(PathBuf),
    #[error(
        "AVA_MASTER_KEY_FILE names {path}, which holds no key. Put the key of this database there; \
         for a new database, make one: (umask 077; openssl rand -base64 32 > {path})",
        path = .0.display()
    )]
    Empty(PathBuf),
    #[error("the master key file {} may be read by others: run `chmod 600` on it", .0.display())]
    TooOpen(PathBuf),
    #[error(
        "there is no master key: set AVA_MASTER_KEY or AVA_MASTER_KEY_FILE (make one: `openssl rand -base64 32`)"
    )]
    Missing,
    #[error("these keys come from AVA_MASTER_KEY; put the new key before the old one there instead")]
    NotAFile,
}

/// The source of the keys.
#[derive(Clone)]
pub enum MasterKeySource {
    /// `AVA_MASTER_KEY`.
    Text(Zeroizing<String>),
    /// A file; made with a fresh key when `create` and missing.
    File { path: PathBuf, create: bool },
}

#[derive(Clone)]
pub struct MasterKeys {
    source: MasterKeySource,
    keys: Arc<RwLock<Vec<MasterKey>>>,
}

impl MasterKeys {
    pub fn load(source: MasterKeySource, random: &Random) -> Result<Self, MasterKeyError> {
        if let MasterKeySource::File { path, create: true } = &source
            && !path.exists()
        {
            let replacing = Replacing::begin(path).map_err(failed(path))?;
            // Of two processes that start at once, one makes the file and the other reads it.
            if !path.exists() {
                write_keys(&replacing, path, &[fresh(random)], random)?;
            }
        }
        let keys = read(&source)?;
        Ok(Self { source, keys: Arc::new(RwLock::new(keys)) })
    }

    /// The key that seals.
    pub fn active(&self) -> Option<MasterKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }

    /// The key of that fingerprint; re-reads the file once when it is unknown.
    pub fn find(&self, id: &str) -> Option<MasterKey> {
        let held = |keys: &[MasterKey]| keys.iter().find(|key| key.id == id).cloned();
        if let Some(key) = held(&self.keys.read().unwrap_or_else(PoisonError::into_inner)) {
            return Some(key);
        }
        self.reload().ok()?;
        held(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn reload(&self) -> Result<(), MasterKeyError> {
        if matches!(self.source, MasterKeySource::File { .. }) {
            let keys = read(&self.source)?;
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        Ok(())
    }

    /// Puts a fresh key before the others in the file, also before those that another
    /// process has added.
    pub fn add(&self, random: &Random) -> Result<MasterKey, MasterKeyError> {
        let MasterKeySource::File { path, .. } = &self.source else { return Err(MasterKeyError::NotAFile) };
        let replacing = Replacing::begin(path).map_err(failed(path))?;
        let mut texts: Vec<Zeroizing<String>> = vec![fresh(random)];
        texts.extend(read_texts(&self.source)?);
        write_keys(&replacing, path, &texts, random)?;
        drop(replacing);
        self.reload()?;
        self.active().ok_or(MasterKeyError::Missing)
    }
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => ". It has to belong to the user that AVA runs as",
        _ => "",
    }
}

fn fresh(random: &Random) -> Zeroizing<String> {
    Zeroizing::new(BASE64_STANDARD.encode(Zeroizing::new(random.bytes::<32>())))
}

fn read_texts(source: &MasterKeySource) -> Result<Vec<Zeroizing<String>>, MasterKeyError> {
    let text = match source {
        MasterKeySource::Text(text) => text.clone(),
        MasterKeySource::File { path, .. } => {
            refuse_open(path)?;
            Zeroizing::new(std::fs::read_to_string(path).map_err(failed(path))?)
        }
    };
    Ok(text
        .split([',', '\n'])
        .map(|key| key.trim_matches(|c: char| is_nothing(c) || is_quote(c)))
        .filter(|key| !key.is_empty())
        .map(|key| Zeroizing::new(key.to_owned()))
        .collect())
}

fn read(source: &MasterKeySource) -> Result<Vec<MasterKey>, MasterKeyError> {
    let named = match source {
        MasterKeySource::Text(_) => "AVA_MASTER_KEY",
        MasterKeySource::File { .. } => "AVA_MASTER_KEY_FILE",
    };
    let wrong = |nth: usize, text: &str| {
        MasterKeyError::Shape(format!("key {nth} of {named} has {} characters", text.chars().count()))
    };
    let texts = read_texts(source)?;
    let keys = (1..).zip(&texts).map(|(nth, text)| decode(text).ok_or_else(|| wrong(nth, text)));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    match source {
        _ if !keys.is_empty() => Ok(keys),
        MasterKeySource::Text(_) => Err(MasterKeyError::Missing),
        MasterKeySource::File { path, .. } => Err(MasterKeyError::Empty(path.clone())),
    }
}

fn decode(text: &str) -> Option<MasterKey> {
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(text).ok()?);
    let key: [u8; 32] = bytes.as_slice().try_into().ok()?;
    let id = seal::hex(&Sha256::digest([b"ava master key\0".as_slice(), &key].concat())[..8]);
    Some(MasterKey { id, key: Arc::new(Key::from(key)) })
}

fn write_keys(
    replacing: &Replacing,
    path: &Path,
    texts: &[Zeroizing<String>],
    random: &Random,
) -> Result<(), MasterKeyError> {
    // The text has its final capacity at once: growing would leave copies behind.
    let mut all = Zeroizing::new(String::with_capacity(texts.iter().map(|text| text.len() + 1).sum()));
    for text in texts {
        all.push_str(text);
        all.push('\n');
    }
    replacing.write(all.as_bytes(), random).map_err(failed(path))
}

/// Names the whole path: a relative one leads elsewhere from another folder.
fn failed(path: &Path) -> impl Fn(io::Error) -> MasterKeyError {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    move |source| match source.kind() {
        io::ErrorKind::NotFound => MasterKeyError::Absent(path.clone()),
        io::ErrorKind::InvalidData => MasterKeyError::Shape("AVA_MASTER_KEY_FILE is no text".to_owned()),
        _ => MasterKeyError::File { path: path.clone(), source },
    }
}

fn refuse_open(path: &Path) -> Result<(), MasterKeyError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(failed(path))?;
    if metadata.is_dir() {
        return Err(failed(path)(io::ErrorKind::IsADirectory.into()));
    }
    if metadata.permissions().mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(MasterKeyError::TooOpen(path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    #[test]
    fn a_rotated_file_is_read_again_without_a_restart() {
        let random = Random::seeded(1, ManualClock::at(0));
        let folder = tempfile::tempdir().unwrap();
        let source = MasterKeySource::File { path: folder.path().join("master.key"), create: true };
        let running = MasterKeys::load(source.clone(), &random).unwrap();
        let before = running.active().unwrap();
        let added = MasterKeys::load(source, &random).unwrap().add(&random).unwrap();
        assert_ne!(added.id, before.id);
        assert_eq!(running.find(&added.id).unwrap().id, added.id);
        assert_eq!(running.active().unwrap().id, added.id);
        assert!(running.find(&before.id).is_some());
        assert!(running.find("0000").is_none());
    }

    #[test]
    fn no_key_is_lost_when_several_are_added_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let source = MasterKeySource::File { path: path.clone(), create: true };
        // Each as a process of its own, that read the file before any other wrote.
        let processes: Vec<_> = (0..8)
            .map(|seed| {
                let random = Random::seeded(seed, ManualClock::at(0));
                (MasterKeys::load(source.clone(), &random).unwrap(), random)
            })
            .collect();
        let mut ids: Vec<String> = std::thread::scope(|scope| {
            let adding: Vec<_> =
                processes.iter().map(|(keys, random)| scope.spawn(|| keys.add(random).unwrap())).collect();
            adding.into_iter().for_each(|one| drop(one.join().unwrap()));
            read(&source).unwrap().into_iter().map(|key| key.id).collect()
        });
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 9, "the first key and eight more");
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "the keys and their lock: {left:?}");
    }

    #[test]
    fn of_several_that_start_without_a_file_one_makes_the_key_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let source = MasterKeySource::File { path: folder.path().join("data/master.key"), create: true };
        let ids: Vec<String> = std::thread::scope(|scope| {
            let starting: Vec<_> = (0..8)
                .map(|seed| {
                    let source = source.clone();
                    scope.spawn(move || {
                        let random = Random::seeded(seed, ManualClock::at(0));
                        MasterKeys::load(source, &random).unwrap().active().unwrap().id
                    })
                })
                .collect();
            starting.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named_with_who_named_it_and_how_to_make_one() {
        let random = Random::seeded(1, ManualClock::at(0));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let source = MasterKeySource::File { path: path.clone(), create: false };
        let said = || MasterKeys::load(source.clone(), &random).err().unwrap().to_string();
        let parts = ["AVA_MASTER_KEY_FILE", &path.display().to_string(), "openssl rand -base64 32"];
        let absent = said();
        assert!(parts.iter().all(|part| absent.contains(part)), "{absent}");
        Replacing::begin(&path).unwrap().write(b"\n", &random).unwrap();
        let empty = said();
        assert!(empty != absent && parts.iter().all(|part| empty.contains(part)), "{empty}");
    }

    #[test]
    fn a_key_is_read_however_it_was_put_into_its_file_and_a_wrong_one_is_named() {
        let random = Random::seeded(1, ManualClock::at(0));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let source = MasterKeySource::File { path: path.clone(), create: false };
        let load = |bytes: &[u8]| {
            Replacing::begin(&path).unwrap().write(bytes, &random).unwrap();
            MasterKeys::load(source.clone(), &random).map_err(|error| error.to_string())
        };
        let key = fresh(&random);
        let key = key.as_str();
        let ids = [
            format!("{key}\n"),
            format!("{key}\r\n\r\n"),
            format!("\u{feff}{key}\n"),
            format!("\"{key}\"\n"),
            format!(" {key}\u{a0}\u{200b}"),
        ]
        .map(|text| load(text.as_bytes()).unwrap().active().unwrap().id);
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        let wrong = load(format!("{key}\n{}\n", &key[1..]).as_bytes()).err().unwrap();
        assert!(wrong.contains("key 2 of AVA_MASTER_KEY_FILE has 43 characters"), "{wrong}");
        let bytes = load(&[0xff; 32]).err().unwrap();
        assert!(bytes.contains("32 bytes in base64") && bytes.contains("no text"), "{bytes}");
    }

    #[test]
    fn only_who_may_not_read_the_file_is_told_whose_it_has_to_be() {
        let said = |kind: io::ErrorKind| failed(Path::new("/master.key"))(kind.into()).to_string();
        let owner = "belong to the user that AVA runs as";
        assert!(said(io::ErrorKind::PermissionDenied).contains(owner));
        for other in [io::ErrorKind::StorageFull, io::ErrorKind::IsADirectory] {
            assert!(!said(other).contains(owner), "{other}");
        }
        let folder = tempfile::tempdir().unwrap();
        let source = MasterKeySource::File { path: folder.path().to_owned(), create: false };
        let random = Random::seeded(1, ManualClock::at(0));
        assert!(matches!(MasterKeys::load(source, &random), Err(MasterKeyError::File { .. })));
    }

    #[test]
    fn refuses_wrong_shapes_and_open_files() {
        use std::os::unix::fs::PermissionsExt;
        let random = Random::seeded(1, ManualClock::at(0));
        let text = |text: &str| MasterKeySource::Text(Zeroizing::new(text.to_owned()));
        assert!(matches!(MasterKeys::load(text("abc"), &random), Err(MasterKeyError::Shape(_))));
        assert!(matches!(MasterKeys::load(text(" "), &random), Err(MasterKeyError::Missing)));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        std::fs::write(&path, fresh(&random).as_str()).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let open = MasterKeySource::File { path, create: false };
        assert!(matches!(MasterKeys::load(open, &random), Err(MasterKeyError::TooOpen(_))));
    }
}
