//! How a text becomes a signature, and what a signature that came may stand for.

use super::Cause;
use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use hmac::{Hmac, KeyInit, Mac};
use oss_protocol::{
    encode,
    sign::{
        aws_v4,
        v4::{Scope, TERMINATOR},
    },
};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What stands before the secret, and what is signed last, where a key is derived;
pub(super) const START: &str = "aliyun_v4";
/// and the same for AWS.
pub(super) const AWS_START: &str = "AWS4";
pub(super) const AWS_END: &str = "aws4_request";

/// A hash under an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

/// The key of an HMAC, and how it comes from a secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Signing {
    pub(super) secret: Zeroizing<String>,
    pub(super) hash: Hash,
    /// V4: from what a key is derived, but for the secret.
    pub(super) derivation: Option<Derivation>,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Derivation {
    /// Before the secret.
    pub(super) start: &'static str,
    /// Date, region and product.
    pub(super) scope: [String; 3],
    pub(super) end: &'static str,
}

impl Signing {
    pub(super) fn direct(secret: &str, hash: Hash) -> Self {
        Self { secret: secret.to_owned().into(), hash, derivation: None }
    }

    pub(super) fn derived(secret: &str, scope: &Scope) -> Self {
        let scope = [scope.date.clone(), scope.region.clone(), scope.product.clone()];
        let derivation = Derivation { start: START, scope, end: TERMINATOR };
        Self { secret: secret.to_owned().into(), hash: Hash::Sha256, derivation: Some(derivation) }
    }

    pub(super) fn derived_for_aws(secret: &str, scope: &aws_v4::Scope) -> Self {
        let scope = [scope.date.clone(), scope.region.clone(), scope.service.clone()];
        let derivation = Derivation { start: AWS_START, scope, end: AWS_END };
        Self { secret: secret.to_owned().into(), hash: Hash::Sha256, derivation: Some(derivation) }
    }

    pub(super) fn is_derived(&self) -> bool {
        self.derivation.is_some()
    }

    pub(super) fn key(&self) -> Keyed {
        let Some(Derivation { start, scope, end }) = &self.derivation else {
            return match self.hash {
                Hash::Sha1 => Keyed::Sha1(keyed(self.secret.as_bytes())),
                Hash::Sha256 => Keyed::Sha256(keyed(self.secret.as_bytes())),
            };
        };
        let mut key = Zeroizing::new(format!("{start}{}", self.secret.as_str()).into_bytes());
        for part in scope.iter().map(String::as_str).chain([*end]) {
            key = Zeroizing::new(Keyed::Sha256(keyed(&key)).sign(part.as_bytes()));
        }
        Keyed::Sha256(keyed(&key))
    }
}

/// A key that is ready.
pub(super) enum Keyed {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
}

impl Keyed {
    pub(super) fn sign(&self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1(mac) => mac.clone().chain_update(text).finalize().into_bytes().to_vec(),
            Self::Sha256(mac) => mac.clone().chain_update(text).finalize().into_bytes().to_vec(),
        }
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// What a signature that came may stand for.
pub(super) struct Reading {
    pub(super) mac: Vec<u8>,
    /// Why it is refused although it is of the right text; none where it is written as it should be.
    pub(super) cause: Option<Cause>,
}

impl Reading {
    /// All of them. Base64 and hexadecimal digits are both read: which it should be is said where it is the other.
    pub(super) fn all(signature: &str) -> Vec<Self> {
        let mut readings = Vec::new();
        let mut add = |text: &str, cause: Option<Cause>| {
            for mac in [BASE64.decode(text).ok(), unhex(text)].into_iter().flatten() {
                // HMAC-SHA1 and HMAC-SHA256.
                let known = readings.iter().any(|reading: &Self| reading.mac == mac);
                if [20, 32].contains(&mac.len()) && !known {
                    readings.push(Self { mac, cause: cause.clone() });
                }
            }
        };
        add(signature, None);
        add(
            &signature.replace(' ', "+"),
            Some(Cause::new(
                "signature-plus",
                "A `+` of the signature arrived as a space: it stands in the URL unencoded.",
                "Percent-encode the signature when it is put into the URL: `+` is `%2B` there.",
            )),
        );
        for times in [1, 2] {
            let decoded = (0..times).try_fold(signature.to_owned(), |text, _| encode::decode(&text));
            let cause = Cause::new(
                "signature-encoded",
                "The signature is percent-encoded once too often.",
                "Encode it once where it stands in a URL, and not at all in the Authorization header; many HTTP libraries do it themselves.",
            );
            if let Some(decoded) = decoded {
                add(&decoded, Some(cause));
            }
        }
        add(
            &signature.replace('-', "+").replace('_', "/"),
            Some(Cause::new(
                "signature-base64url",
                "The signature is written in the Base64 of URLs, with `-` and `_`.",
                "Use the standard alphabet, with `+` and `/`, and percent-encode it in a URL.",
            )),
        );
        add(
            signature.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''),
            Some(Cause::new(
                "signature-surrounded",
                "There is something around the signature, a space or quotation marks.",
                "Send the signature alone.",
            )),
        );
        readings
    }

    /// Why the form is refused, where the text and the key are right: it may be the other form as well.
    pub(super) fn form(&self, signature: &Signature<'_>) -> Option<Cause> {
        if self.cause.is_some() {
            return self.cause.clone();
        }
        let right = match signature.hex {
            true => super::encodings::hex(&self.mac),
            false => base64::engine::general_purpose::STANDARD.encode(&self.mac),
        };
        if right == signature.text {
            return None;
        }
        Some(match signature.hex {
            true if right.eq_ignore_ascii_case(signature.text) => Cause::new(
                "signature-upper-case",
                "The signature is written with upper-case hexadecimal digits.",
                "Write it with lower-case digits.",
            ),
            true => Cause::new(
                "signature-base64",
                "The signature is written in Base64, and V4 has hexadecimal digits.",
                "Write it as 64 lower-case hexadecimal digits.",
            ),
            false if signature.text.trim_end_matches('=') == right.trim_end_matches('=') => Cause::new(
                "signature-padding",
                "The signature lacks the `=` at its end.",
                "Send all of the Base64; do not split the header or the parameter at `=`.",
            ),
            false => Cause::new(
                "signature-hex",
                "The signature is written with hexadecimal digits, and V1 has Base64.",
                "Encode the bytes of the HMAC in Base64, not their hexadecimal form.",
            ),
        })
    }
}

/// A signature as it came, and which form it should have.
pub(super) struct Signature<'a> {
    pub(super) text: &'a str,
    pub(super) hex: bool,
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<_> = text.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let bytes = digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]));
    if digits.len() % 2 == 0 { bytes.collect::<Result<_, _>>().ok() } else { None }
}
