//! Server-side encryption of one call: what it asks for, on which requests, and whether the answer says so.

use crate::{Choice, Client, ErrorKind, Options, Response, Route};
use http::HeaderMap;
use oss_protocol::{
    Encrypts, Target,
    encryption::{EncryptionSettings, HEADERS, ServerSideEncryption},
    header,
};

impl Client {
    /// Puts the headers on a request that chooses, and takes them off a step that inherits: the service refuses them there.
    ///
    /// # Errors
    /// [`ErrorKind::Encryption`] when what the headers then say contradicts itself, [`ErrorKind::Input`] when one cannot hold a value.
    pub fn encrypt(
        &self,
        route: &Route,
        headers: &mut HeaderMap,
        options: &Options,
    ) -> Result<(), ErrorKind> {
        match route.encrypts() {
            Encrypts::No => {}
            Encrypts::Inherits => {
                for name in HEADERS {
                    headers.remove(name);
                }
            }
            Encrypts::Chooses => {
                // Whoever writes the algorithm itself has chosen; either of the others wins over the option's own.
                let chosen = headers.contains_key(header::X_OSS_SERVER_SIDE_ENCRYPTION);
                if let Some(encryption) = self.choice(route, options).filter(|_| !chosen) {
                    let cannot =
                        |name| ErrorKind::Input(format!("{name} holds characters no header can carry"));
                    let added = EncryptionSettings::from(encryption.clone()).to_headers().map_err(cannot)?;
                    for (name, value) in added {
                        if let Some(name) = name {
                            headers.entry(name).or_insert(value);
                        }
                    }
                }
                ServerSideEncryption::from_headers(headers).map_err(ErrorKind::Encryption)?;
            }
        }
        Ok(())
    }

    fn choice<'a>(&'a self, route: &Route, options: &'a Options) -> Option<&'a ServerSideEncryption> {
        match &options.encryption {
            Choice::Explicit(encryption) => Some(encryption),
            Choice::Bucket => None,
            // The default is for objects; a new bucket's rule is set only where it is asked for.
            Choice::Default if route.target() == Target::Object => self.config().encryption.as_ref(),
            Choice::Default => None,
        }
    }

    /// Whether the answer to a write says what was asked; where nothing was asked, whether it says anything.
    pub(crate) fn verify_encryption(
        &self,
        route: &Route,
        asked: &HeaderMap,
        options: &Options,
        response: &Response,
    ) -> Result<(), ErrorKind> {
        let required = options.require_encryption.unwrap_or(self.config().require_encryption);
        if !required || route.encrypts() == Encrypts::No || route.target() != Target::Object {
            return Ok(());
        }
        let answered = response.encryption();
        let asked = match EncryptionSettings::from_headers(asked) {
            Some(settings) => Some(settings.into()),
            // A part repeats what the beginning of its upload chose.
            None if route.encrypts() == Encrypts::Inherits => self.choice(route, options).cloned(),
            None => None,
        };
        let kept = match (&asked, &answered) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(asked), Some(answered)) => satisfies(answered, asked),
        };
        if kept {
            return Ok(());
        }
        let describe = |encryption: &Option<ServerSideEncryption>, none: &str| match encryption {
            Some(encryption) => encryption.to_string(),
            None => none.to_owned(),
        };
        Err(ErrorKind::NotEncrypted {
            asked: describe(&asked, "any encryption"),
            answered: describe(&answered, "none"),
        })
    }
}

/// A key that was not named may be any.
fn satisfies(answered: &ServerSideEncryption, asked: &ServerSideEncryption) -> bool {
    use ServerSideEncryption::Kms;
    let named = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    match (answered, asked) {
        (Kms { key_id, data_encryption }, Kms { key_id: asked_key, data_encryption: asked_data }) => {
            named(asked_key).is_none_or(|asked| is_alias(&asked) || key_id.as_deref() == Some(asked.as_str()))
                && named(data_encryption) == named(asked_data)
        }
        _ => answered == asked,
    }
}

/// The answer may name the key itself, where an alias or the whole address of it was given.
fn is_alias(key_id: &str) -> bool {
    key_id.starts_with("alias/") || key_id.starts_with("acs:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_was_asked() {
        let kms = |key_id: Option<&str>, data: Option<&str>| ServerSideEncryption::Kms {
            key_id: key_id.map(Into::into),
            data_encryption: data.map(Into::into),
        };
        assert!(satisfies(&ServerSideEncryption::Aes256, &ServerSideEncryption::Aes256));
        assert!(!satisfies(&ServerSideEncryption::Aes256, &ServerSideEncryption::Sm4));
        assert!(!satisfies(&ServerSideEncryption::Aes256, &kms(None, None)));
        assert!(satisfies(&kms(Some("default"), None), &kms(None, None)));
        assert!(satisfies(&kms(Some("kid"), None), &kms(Some("kid"), None)));
        assert!(!satisfies(&kms(Some("other"), None), &kms(Some("kid"), None)));
        assert!(!satisfies(&kms(Some("kid"), None), &kms(Some("kid"), Some("SM4"))));
        assert!(!satisfies(&kms(Some("kid"), Some("SM4")), &kms(Some("kid"), None)));
    }
}
