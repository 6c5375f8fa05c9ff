//! `encoding-type=url`: names in an answer are percent-encoded, because XML cannot carry every character of a key.

use crate::encode;

/// A document that names objects.
pub trait Names: Sized {
    /// `EncodingType`: `url` where the names are encoded.
    fn encoding(&mut self) -> &mut Option<String>;

    /// All its names: keys, prefixes, markers, delimiters.
    fn names(&mut self) -> Vec<&mut String>;

    /// Encodes the names and says so.
    #[must_use]
    fn encode(mut self) -> Self {
        for name in self.names() {
            let encoded = encode::component(name).to_string();
            *name = encoded;
        }
        *self.encoding() = Some("url".to_owned());
        self
    }

    /// Decodes the names if they are encoded.
    ///
    /// # Errors
    /// When a name is not UTF-8.
    fn decode(mut self) -> Result<Self, UndecodableName> {
        if self.encoding().as_deref() == Some("url") {
            for name in self.names() {
                *name = encode::decode(name).ok_or_else(|| UndecodableName(name.clone()))?;
            }
            *self.encoding() = None;
        }
        Ok(self)
    }
}

/// A name that does not decode to UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is not UTF-8: {0}")]
pub struct UndecodableName(String);
