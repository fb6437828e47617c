//! The installation's master keys: what seals every org's data key.
//!
//! One is active; older ones only open. They come from `AVA_MASTER_KEY`
//! (comma-separated, active first) or from a file of one key a line, which is
//! read again when a key is missing, so that a rotation needs no restart.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::seal::{self, Key};
use crate::server::random::Random;

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
    #[error("a master key must be 32 bytes in base64 (44 characters); this one is not: {0}")]
    Shape(String),
    #[error("the master key file {} cannot be read or written: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("the master key file {} may be read by others: run `chmod 600` on it", .0.display())]
    TooOpen(PathBuf),
    #[error(
        "there is no master key: set AVA_MASTER_KEY or AVA_MASTER_KEY_FILE (make one: `openssl rand -base64 32`)"
    )]
    Missing,
    #[error("these keys come from AVA_MASTER_KEY; put the new key before the old one there instead")]
    NotAFile,
}

/// Where the keys come from.
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
            write_keys(path, &[fresh(random)])?;
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

    /// Puts a fresh key before the others in the file.
    pub fn add(&self, random: &Random) -> Result<MasterKey, MasterKeyError> {
        let MasterKeySource::File { path, .. } = &self.source else { return Err(MasterKeyError::NotAFile) };
        let mut texts: Vec<Zeroizing<String>> = vec![fresh(random)];
        texts.extend(read_texts(&self.source)?);
        write_keys(path, &texts)?;
        self.reload()?;
        self.active().ok_or(MasterKeyError::Missing)
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
            let text = std::fs::read_to_string(path)
                .map_err(|source| MasterKeyError::File { path: path.clone(), source })?;
            Zeroizing::new(text)
        }
    };
    Ok(text
        .split([',', '\n'])
        .map(str::trim)
        .filter(|key| !key.is_empty())
        .map(|key| Zeroizing::new(key.to_owned()))
        .collect())
}

fn read(source: &MasterKeySource) -> Result<Vec<MasterKey>, MasterKeyError> {
    let keys = read_texts(source)?.iter().map(|text| decode(text)).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(MasterKeyError::Missing) } else { Ok(keys) }
}

fn decode(text: &str) -> Result<MasterKey, MasterKeyError> {
    let shape = || MasterKeyError::Shape(format!("{} characters", text.len()));
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(text).map_err(|_| shape())?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| shape())?;
    let id = seal::hex(&Sha256::digest([b"ava master key\0".as_slice(), &key].concat())[..8]);
    Ok(MasterKey { id, key: Arc::new(Key::from(key)) })
}

/// A temporary file first, so that a crash leaves either the old or the new.
fn write_keys(path: &Path, texts: &[Zeroizing<String>]) -> Result<(), MasterKeyError> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let failed = |source| MasterKeyError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .map_err(failed)?;
    for text in texts {
        writeln!(file, "{}", text.as_str()).map_err(failed)?;
    }
    file.sync_all().map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

fn refuse_open(path: &Path) -> Result<(), MasterKeyError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        std::fs::metadata(path).map_err(|source| MasterKeyError::File { path: path.to_owned(), source })?;
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
