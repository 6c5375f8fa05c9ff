//! Keys in variables of the environment: those of OSS's tools first, then those of the official libraries.

use super::{Environment, Fetch, Granted, Source, SourceError, document::granted};
use zeroize::Zeroizing;

/// Id, secret, token.
const NAMES: [[&str; 3]; 2] = [
    ["OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN"],
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
];

/// Keys in variables of the environment.
#[derive(Clone, Debug)]
pub struct FromEnvironment(pub Environment);

impl FromEnvironment {
    fn read(&self) -> Result<Granted, SourceError> {
        let value = |name| self.0.get(name).map(str::to_owned);
        for [id, secret, token] in NAMES {
            if let (Some(id), Some(secret)) = (value(id), value(secret)) {
                return granted(Some(id), Some(secret.into()), value(token).map(Zeroizing::new), None, "");
            }
        }
        let [[id, secret, _], [other_id, other_secret, _]] = NAMES;
        Err(SourceError::missing(format_args!(
            "neither {id} and {secret} nor {other_id} and {other_secret} are set"
        )))
    }
}

impl Source for FromEnvironment {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async { self.read() })
    }
}
