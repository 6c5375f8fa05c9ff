//! The RAM role of an ECS instance, from the instance's metadata server
//! (help.aliyun.com, "View instance metadata", and github.com/aliyun/credentials-go, `providers/ecs_ram_role.go`).

use super::{Environment, Fetch, Granted, Source, SourceError, document};
use crate::{
    ErrorKind, TransportKind,
    transport::{NetworkSettings, Plain, PlainAnswer},
};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use oss_protocol::encode;
use std::time::Duration;
use zeroize::Zeroizing;

const METADATA: &str = "http://100.100.100.200";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: &str = "/latest/api/token";
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-aliyun-ecs-metadata-token");
const TOKEN_LIFE_HEADER: HeaderName = HeaderName::from_static("x-aliyun-ecs-metadata-token-ttl-seconds");
/// A token is used for the two requests behind it.
const TOKEN_LIFE: HeaderValue = HeaderValue::from_static("60");

/// Where there is no metadata server nobody refuses the connection: it is silent.
const CONNECT: Duration = Duration::from_secs(1);
const WHOLE: Duration = Duration::from_secs(2);

/// The RAM role of an ECS instance.
#[derive(Clone, Debug, Default)]
pub struct EcsRole {
    /// The role; without it, the one the instance has.
    pub role: Option<String>,
    /// Whether the older protocol, without a token, is not spoken.
    pub token_required: bool,
    /// The metadata server, in place of `http://100.100.100.200`.
    pub endpoint: Option<String>,
}

impl EcsRole {
    /// As `ALIBABA_CLOUD_ECS_METADATA` (the role) and `ALIBABA_CLOUD_IMDSV1_DISABLED` say.
    ///
    /// # Errors
    /// When `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is `true`.
    pub fn of(environment: &Environment) -> Result<Self, SourceError> {
        if environment.says("ALIBABA_CLOUD_ECS_METADATA_DISABLED") {
            return Err(SourceError::missing("ALIBABA_CLOUD_ECS_METADATA_DISABLED is true"));
        }
        Ok(Self {
            role: environment.get("ALIBABA_CLOUD_ECS_METADATA").map(str::to_owned),
            token_required: environment.says("ALIBABA_CLOUD_IMDSV1_DISABLED"),
            endpoint: None,
        })
    }

    async fn ask(
        &self,
        plain: &Plain<'_>,
        method: Method,
        path: &str,
        header: Option<(HeaderName, HeaderValue)>,
    ) -> Result<PlainAnswer, ErrorKind> {
        let endpoint = self.endpoint.as_deref().unwrap_or(METADATA).trim_end_matches('/');
        let mut request = http::Request::new(Zeroizing::default());
        *request.method_mut() = method;
        *request.uri_mut() = format!("{endpoint}{path}")
            .parse()
            .map_err(|error| ErrorKind::Input(format!("{endpoint} is no metadata server: {error}")))?;
        request.headers_mut().extend(header.map(|(name, value)| (Some(name), value)));
        plain.exchange(request).await
    }

    /// A token, or none where the server does not give any and the older protocol may be spoken.
    async fn token(&self, plain: &Plain<'_>) -> Result<Option<HeaderValue>, SourceError> {
        let answer = self.ask(plain, Method::PUT, TOKEN, Some((TOKEN_LIFE_HEADER, TOKEN_LIFE))).await;
        let why = match answer {
            Ok(PlainAnswer { status: StatusCode::OK, body, .. }) => {
                match HeaderValue::from_bytes(body.trim_ascii()) {
                    Ok(mut token) => {
                        token.set_sensitive(true);
                        return Ok(Some(token));
                    }
                    Err(_) => "a token that no header can carry".to_owned(),
                }
            }
            Ok(answer) => answer.status.to_string(),
            // The older protocol would not be answered either.
            Err(
                kind
                @ (ErrorKind::Timeout { .. } | ErrorKind::Transport { kind: TransportKind::Connect, .. }),
            ) => {
                return Err(SourceError::missing(format_args!("this is no ECS instance: {kind}")));
            }
            Err(kind) => kind.to_string(),
        };
        if self.token_required {
            return Err(SourceError::failed(format!("the metadata server gives no token: {why}")));
        }
        Ok(None)
    }

    async fn read(&self) -> Result<Granted, SourceError> {
        // It is on the machine itself: no proxy leads there.
        let settings = NetworkSettings::default();
        let plain = Plain::new(&settings, CONNECT, WHOLE);
        let token = self.token(&plain).await?;
        let header = || token.clone().map(|token| (TOKEN_HEADER, token));
        let role = match &self.role {
            Some(role) => role.clone(),
            None => {
                let answer = self.ask(&plain, Method::GET, ROLES, header()).await?;
                match answer.status {
                    StatusCode::OK => String::from_utf8_lossy(&answer.body).trim().to_owned(),
                    StatusCode::NOT_FOUND => {
                        return Err(SourceError::missing("the ECS instance has no RAM role"));
                    }
                    status => {
                        return Err(SourceError::failed(format!("the metadata server answered {status}")));
                    }
                }
            }
        };
        let path = format!("{ROLES}{}", encode::component(&role));
        let answer = self.ask(&plain, Method::GET, &path, header()).await?;
        if answer.status != StatusCode::OK {
            let status = answer.status;
            return Err(SourceError::failed(format!(
                "the metadata server answered {status} about the role {role}"
            )));
        }
        document::parse::<document::Document>(&answer.body, "the metadata server")?
            .grant("the metadata server")
    }
}

impl Source for EcsRole {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(self.read())
    }
}
