//! The public keys of authenticators, as they give them (COSE, RFC 9052 and 9053), and signatures made
//! with them.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use ciborium::Value;

/// The algorithms that are asked for, the preferred first: Ed25519, ES256, and RS256, which Windows Hello
/// makes (IANA “COSE Algorithms”; WebAuthn Level 3, 5.8.5).
pub const ALGORITHMS: [i64; 3] = [EDDSA, ES256, RS256];

const EDDSA: i64 = -8;
const ES256: i64 = -7;
const RS256: i64 = -257;

/// Labels of a key's parameters; those below zero mean another thing for each type of key.
const KEY_TYPE: i64 = 1;
const ALGORITHM: i64 = 3;
const CURVE: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const MODULUS: i64 = -1;
const EXPONENT: i64 = -2;

const OKP: i64 = 1;
const EC2: i64 = 2;
const RSA: i64 = 3;
const P256: i64 = 1;
const CURVE_ED25519: i64 = 6;

/// The bytes of a coordinate, on both curves.
const COORDINATE: usize = 32;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// The point, uncompressed (SEC 1, 2.3.3).
    Es256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rs256 {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a key. `None` for one that is no such map, or of another algorithm.
    pub fn read(cose: &[u8]) -> Option<Self> {
        let key: Value = ciborium::from_reader(cose).ok()?;
        let key = Parameters(key.into_map().ok()?);
        match (key.int(KEY_TYPE)?, key.int(ALGORITHM)?) {
            (EC2, ES256) if key.int(CURVE)? == P256 => {
                let mut point = vec![0x04];
                point.extend(key.coordinate(X)?);
                point.extend(key.coordinate(Y)?);
                Some(Self::Es256(point))
            }
            (OKP, EDDSA) if key.int(CURVE)? == CURVE_ED25519 => {
                Some(Self::Ed25519(key.coordinate(X)?.to_vec()))
            }
            (RSA, RS256) => {
                let (modulus, exponent) = (key.bytes(MODULUS)?.to_vec(), key.bytes(EXPONENT)?.to_vec());
                Some(Self::Rs256 { modulus, exponent })
            }
            _ => None,
        }
    }

    /// Whether the signature of the message was made with this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256 { modulus: n, exponent: e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        verified.is_ok()
    }
}

struct Parameters(Vec<(Value, Value)>);

impl Parameters {
    fn get(&self, label: i64) -> Option<&Value> {
        self.0.iter().find(|(name, _)| as_int(name) == Some(label)).map(|(_, value)| value)
    }

    fn int(&self, label: i64) -> Option<i64> {
        self.get(label).and_then(as_int)
    }

    fn bytes(&self, label: i64) -> Option<&[u8]> {
        self.get(label)?.as_bytes().map(Vec::as_slice)
    }

    fn coordinate(&self, label: i64) -> Option<&[u8]> {
        self.bytes(label).filter(|bytes| bytes.len() == COORDINATE)
    }
}

fn as_int(value: &Value) -> Option<i64> {
    value.as_integer()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER_PERMISSIVE as HEX;

    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        HEX.decode(text.as_bytes()).unwrap()
    }

    fn cose(parameters: &[(i64, Value)]) -> Vec<u8> {
        let map = parameters.iter().map(|(label, value)| (Value::from(*label), value.clone())).collect();
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(map), &mut bytes).unwrap();
        bytes
    }

    /// RFC 8032, 7.1, test 3.
    #[test]
    fn a_signature_of_ed25519_is_that_of_the_standard() {
        let x = hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        let signature = hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
             18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        let okp = [(KEY_TYPE, OKP.into()), (ALGORITHM, EDDSA.into()), (CURVE, CURVE_ED25519.into())];
        let bytes = cose(&[&okp[..], &[(X, Value::Bytes(x.clone()))]].concat());
        let key = PublicKey::read(&bytes).unwrap();
        assert!(key.verifies(&hex("af82"), &signature));
        assert!(!key.verifies(&hex("af83"), &signature));
        let short = cose(&[&okp[..], &[(X, Value::Bytes(x[1..].to_vec()))]].concat());
        assert_eq!(PublicKey::read(&short), None);
    }

    /// RFC 6979, A.2.5, of “sample” with SHA-256; the signature as DER, which WebAuthn has.
    #[test]
    fn a_signature_of_es256_is_that_of_the_standard() {
        let x = hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
        let y = hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
        let signature = hex("3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
             022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
        let key = |curve: i64, algorithm: i64| {
            PublicKey::read(&cose(&[
                (KEY_TYPE, EC2.into()),
                (ALGORITHM, algorithm.into()),
                (CURVE, curve.into()),
                (X, Value::Bytes(x.clone())),
                (Y, Value::Bytes(y.clone())),
            ]))
        };
        let fitting = key(P256, ES256).unwrap();
        assert!(fitting.verifies(b"sample", &signature));
        assert!(!fitting.verifies(b"simple", &signature) && !fitting.verifies(b"sample", &signature[1..]));
        // P-384, and ES384: not asked for.
        assert_eq!((key(2, ES256), key(P256, -35)), (None, None));
    }

    #[test]
    fn what_is_no_key_is_none() {
        for bytes in ["", "f6", "80", "a0", "a10102", "a201020326", "ff", "bf", "9bffffffffffffffff"] {
            assert_eq!(PublicKey::read(&hex(bytes)), None, "{bytes}");
        }
    }
}
