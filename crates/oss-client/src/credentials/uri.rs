//! A service that answers a GET with credentials (aliyun-cli, README, "Use Credentials URI").

use super::{Environment, Fetch, Source, SourceError, document};
use crate::transport::{NetworkSettings, Plain};
use http::StatusCode;
use std::time::Duration;
use zeroize::Zeroizing;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);

/// A service that answers a GET with credentials.
#[derive(Clone)]
pub struct Uri {
    /// `http://…` or `https://…`
    pub uri: String,
    /// How it is reached.
    pub network: NetworkSettings,
}

impl Uri {
    /// That of `ALIBABA_CLOUD_CREDENTIALS_URI`.
    ///
    /// # Errors
    /// When the variable is not set.
    pub fn of(environment: &Environment) -> Result<Self, SourceError> {
        let uri = environment.get("ALIBABA_CLOUD_CREDENTIALS_URI");
        let uri = uri.ok_or_else(|| SourceError::missing("ALIBABA_CLOUD_CREDENTIALS_URI is not set"))?;
        Ok(Self { uri: uri.to_owned(), network: environment.network.clone() })
    }
}

impl Source for Uri {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async {
            // The query may hold a secret.
            let who = format!("the credentials URI {}", self.uri.split('?').next().unwrap_or_default());
            let request = http::Request::get(&self.uri)
                .body(Zeroizing::default())
                .map_err(|error| SourceError::failed(format!("{who} is no URI: {error}")))?;
            let answer = Plain::new(&self.network, CONNECT, WHOLE).exchange(request).await?;
            if answer.status != StatusCode::OK {
                return Err(SourceError::failed(format!("{who} answered {}", answer.status)));
            }
            document::parse::<document::Document>(&answer.body, &who)?.grant(&who)
        })
    }
}
