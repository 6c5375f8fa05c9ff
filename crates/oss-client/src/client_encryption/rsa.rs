//! RSA master keys, which wrap data keys.

use super::{DataKey, InvalidDataKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use getrandom::SysRng;
use rsa::{
    BoxedUint, Oaep, Pkcs1v15Encrypt, PrivateKey, PublicKey,
    hazmat::rsa_decrypt_and_check,
    pkcs8::{DecodePrivateKey, DecodePublicKey},
    traits::PublicKeyParts,
};
use sha1::Sha1;
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

/// How RSA pads what it wraps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// `RSA/NONE/PKCS1Padding`, which all clients write.
    Pkcs1,
    /// `RSA/NONE/OAEPWithSHA-1AndMGF1Padding`, which the first Python client writes.
    OaepSha1,
    /// The same; its initial counter is a decimal number, as that client wrote it before it had this name.
    OaepSha1Decimal,
}

/// An RSA key. Who has its public half can write objects, who has the private one can read them.
pub struct RsaMasterKey {
    public: PublicKey,
    private: Option<PrivateKey>,
}

/// Why a master key did not wrap or unwrap a data key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// It is no RSA key.
    #[error("this is no RSA key: {0}")]
    NoKey(String),
    /// Only the private half unwraps.
    #[error("the master key is a public one, which can encrypt and not decrypt: give the private key")]
    PublicOnly,
    /// The metadata hold no such text.
    #[error("the wrapped data key is not Base64")]
    NotBase64,
    /// It was wrapped by another key, or changed since.
    #[error(
        "the master key does not open the data key: another one wrapped it, or the object's metadata are damaged"
    )]
    NotOpened,
    /// What was unwrapped is no data key.
    #[error(transparent)]
    NoDataKey(#[from] InvalidDataKey),
    /// The key is too short for what it is to wrap, or there are no random numbers.
    #[error("the master key cannot wrap a data key: {0}")]
    NotWrapped(String),
}

impl RsaMasterKey {
    /// A private key: DER of PKCS#8.
    ///
    /// # Errors
    /// When it is none.
    pub fn private(pkcs8: &[u8]) -> Result<Self, MasterKeyError> {
        let no_key = |error: rsa::pkcs8::Error| MasterKeyError::NoKey(error.to_string());
        let private = PrivateKey::from_pkcs8_der(pkcs8).map_err(no_key)?;
        Ok(Self { public: private.to_public_key(), private: Some(private) })
    }

    /// A public key: DER of its SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// When it is none.
    pub fn public(spki: &[u8]) -> Result<Self, MasterKeyError> {
        let public = PublicKey::from_public_key_der(spki);
        let public = public.map_err(|error| MasterKeyError::NoKey(error.to_string()))?;
        Ok(Self { public, private: None })
    }

    /// The data key and its initial counter, each wrapped by itself, in Base64.
    ///
    /// # Errors
    /// When the key is too short for that, or there are no random numbers.
    pub fn wrap(&self, data_key: &DataKey) -> Result<(String, String), MasterKeyError> {
        let wrap = |bytes: &[u8]| {
            let wrapped = self.public.encrypt(&mut SysRng, Pkcs1v15Encrypt, bytes);
            wrapped
                .map(|wrapped| STANDARD.encode(wrapped))
                .map_err(|error| MasterKeyError::NotWrapped(error.to_string()))
        };
        Ok((wrap(data_key.key())?, wrap(data_key.start())?))
    }

    /// The data key that stands in the metadata.
    ///
    /// # Errors
    /// When this is not the key that wrapped it.
    pub fn unwrap(&self, key: &str, start: &str, padding: Padding) -> Result<DataKey, MasterKeyError> {
        let private = self.private.as_ref().ok_or(MasterKeyError::PublicOnly)?;
        let wrapped = |text: &str| STANDARD.decode(text.trim()).map_err(|_| MasterKeyError::NotBase64);
        let (key, start) = (wrapped(key)?, wrapped(start)?);
        match padding {
            Padding::Pkcs1 => Ok(DataKey::new(&pkcs1(private, &key, 32)?, &pkcs1(private, &start, 16)?)?),
            Padding::OaepSha1 | Padding::OaepSha1Decimal => {
                let opened = |wrapped: &[u8]| {
                    let opened = private.decrypt_blinded(&mut SysRng, Oaep::<Sha1>::new(), wrapped);
                    opened.map(Zeroizing::new).map_err(|_| MasterKeyError::NotOpened)
                };
                let start = opened(&start)?;
                if padding == Padding::OaepSha1 {
                    return Ok(DataKey::new(&opened(&key)?, &start)?);
                }
                let number = std::str::from_utf8(&start).ok().and_then(|text| text.parse::<u128>().ok());
                let start = number.ok_or(MasterKeyError::NotOpened)?.to_be_bytes();
                Ok(DataKey::new(&opened(&key)?, &start)?)
            }
        }
    }
}

/// What PKCS#1 v1.5 has padded, which has `length` bytes: so all of its padding can be checked. Where it does not fit, the library's own
/// gives bytes of any length instead of an error, against those who may ask again and again; here, one of 60,000 wrong keys would pass.
fn pkcs1(private: &PrivateKey, wrapped: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, MasterKeyError> {
    let size = private.size();
    if wrapped.len() != size || size < length + 11 {
        return Err(MasterKeyError::NotOpened);
    }
    let number = BoxedUint::from_be_slice(wrapped, private.n().as_ref().bits_precision());
    let opened = number
        .ok()
        .and_then(|number| rsa_decrypt_and_check(private, Some(&mut SysRng), &number).ok())
        .ok_or(MasterKeyError::NotOpened)?;
    let bytes = Zeroizing::new(opened.to_be_bytes().to_vec());
    let padded = bytes.get(bytes.len() - size..).ok_or(MasterKeyError::NotOpened)?;
    let (padding, content) = padded.split_at(size - length);
    let (head, rest) = padding.split_at(2);
    let filling = &rest[..rest.len() - 1];
    let fits = head.ct_eq(&[0, 2])
        & padding[padding.len() - 1].ct_eq(&0)
        & filling.iter().fold(Choice::from(1), |fits, byte| fits & !byte.ct_eq(&0));
    if bool::from(fits) { Ok(Zeroizing::new(content.to_vec())) } else { Err(MasterKeyError::NotOpened) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsa::pkcs8::EncodePrivateKey;

    fn key() -> RsaMasterKey {
        let private = PrivateKey::new(&mut SysRng, 1_024).unwrap();
        RsaMasterKey::private(private.to_pkcs8_der().unwrap().as_bytes()).unwrap()
    }

    #[test]
    fn opens_what_it_wrapped_and_nothing_else() {
        let (one, other, data_key) = (key(), key(), DataKey::generate().unwrap());
        let (key, start) = one.wrap(&data_key).unwrap();
        let opened = one.unwrap(&key, &start, Padding::Pkcs1).unwrap();
        assert_eq!((opened.key(), opened.start()), (data_key.key(), data_key.start()));
        for (key, start) in [(&start, &start), (&key, &key)] {
            assert!(matches!(one.unwrap(key, start, Padding::Pkcs1), Err(MasterKeyError::NotOpened)));
        }
        assert!(matches!(other.unwrap(&key, &start, Padding::Pkcs1), Err(MasterKeyError::NotOpened)));
        assert!(matches!(one.unwrap("?", &start, Padding::Pkcs1), Err(MasterKeyError::NotBase64)));
        let public = RsaMasterKey { public: one.public.clone(), private: None };
        assert!(matches!(public.unwrap(&key, &start, Padding::Pkcs1), Err(MasterKeyError::PublicOnly)));
        // Every byte counts.
        let mut wrapped = STANDARD.decode(&key).unwrap();
        for at in (0..wrapped.len()).step_by(16) {
            wrapped[at] ^= 1;
            let changed = STANDARD.encode(&wrapped);
            assert!(one.unwrap(&changed, &start, Padding::Pkcs1).is_err(), "{at}");
            wrapped[at] ^= 1;
        }
    }

    #[test]
    fn opens_what_the_first_python_client_wrapped() {
        let (key, bytes) = (key(), [7; 32]);
        let wrap = |bytes: &[u8]| {
            STANDARD.encode(key.public.encrypt(&mut SysRng, Oaep::<Sha1>::new(), bytes).unwrap())
        };
        let opened = key.unwrap(&wrap(&bytes), &wrap(b"8"), Padding::OaepSha1Decimal).unwrap();
        assert_eq!((opened.key(), opened.start()), (&bytes[..], &8_u128.to_be_bytes()[..]));
        assert!(key.unwrap(&wrap(&bytes), &wrap(b"x"), Padding::OaepSha1Decimal).is_err());
        let opened = key.unwrap(&wrap(&bytes), &wrap(&[8; 16]), Padding::OaepSha1).unwrap();
        assert_eq!(opened.start(), [8; 16]);
        assert!(key.unwrap(&wrap(&bytes), &wrap(b"8"), Padding::OaepSha1).is_err());
    }
}
