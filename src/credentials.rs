//! Who signs, as JavaScript says it: keys, a function, or a source by its name. `lib/credentials.js` has checked the shapes.

use crate::{
    error::invalid,
    thrown::Thrown,
    value::{is_nullish, text_or_none},
};
use napi::{bindgen_prelude::*, threadsafe_function::ThreadsafeFunction};
use napi_derive::napi;
use oss_client::transport::NetworkSettings;
use oss_client::{
    Clock, Credentials, Provider, SourceError,
    credentials::{
        AssumeRole, Chain, CliProfile, EcsRole, Environment, Fetch, FixedSource, FromEnvironment, Granted,
        Oidc, Process, Role, SharedFile, Source, Sts, Uri,
    },
};
use std::{
    collections::HashMap,
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

/// Asks JavaScript for credentials. It does not keep the process alive; the promise of the call that waits does.
type Ask = ThreadsafeFunction<(), Promise<Keys>, (), Status, false, true>;

/// Who signs.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct Identity {
    /// Keys that are there already.
    pub keys: Option<Keys>,
    /// Where others come from.
    pub source: Option<SourceOption>,
    /// Milliseconds after which keys are replaced, whether they expire or not.
    pub interval: Option<f64>,
    /// Milliseconds since the keys that are there came.
    pub age: Option<f64>,
    /// What the machine says about itself.
    pub environment: Option<HashMap<String, String>>,
    /// The user's folder.
    pub home: Option<String>,
}

/// An access key.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct Keys {
    /// Its public half.
    pub access_key_id: Option<String>,
    /// Its secret half.
    pub access_key_secret: Option<String>,
    /// The token of a temporary one.
    pub sts_token: Option<String>,
    /// When it ends, in milliseconds since 1970.
    pub expiration: Option<f64>,
}

impl Keys {
    pub(crate) fn granted(self) -> Granted {
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).unwrap_or_default();
        let end = self.expiration.and_then(milliseconds).and_then(|since| UNIX_EPOCH.checked_add(since));
        Granted {
            credentials: Credentials {
                access_key_id: text(self.access_key_id),
                access_key_secret: text(self.access_key_secret).into(),
                security_token: text_or_none(self.sts_token).map(Into::into),
            },
            expires: end,
        }
    }
}

impl Identity {
    /// In the words of ali-oss.
    pub(crate) fn check(&self) -> Result<()> {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let complete = self
            .keys
            .as_ref()
            .is_some_and(|keys| given(&keys.access_key_id) && given(&keys.access_key_secret));
        if complete || (self.source.is_some() && self.keys.is_none()) {
            return Ok(());
        }
        Err(invalid(
            "require accessKeyId, accessKeySecret, or credentials: 'default' for those of this machine",
        ))
    }

    pub(crate) fn into_provider(self, clock: &Clock, network: &NetworkSettings) -> Result<Provider> {
        let Self { keys, source, interval, age, environment, home } = self;
        let Some(source) = source else {
            let keys = keys.ok_or_else(|| invalid("there is nobody to sign"))?;
            return Ok(Provider::fixed(keys.granted().credentials));
        };
        let variables = environment.unwrap_or_default();
        let environment = Environment {
            variables: variables.into_iter().map(|(name, value)| (name, value.into())).collect(),
            home: home.map(PathBuf::from),
            network: network.clone(),
        };
        let source = source.build(&environment, clock).map_err(|error| invalid(&error.to_string()))?;
        let since = age.and_then(milliseconds).and_then(|age| clock().checked_sub(age));
        let first = keys.map(|keys| (keys.granted(), since.unwrap_or_else(|| clock())));
        Ok(Provider::refreshing(source, first, interval.and_then(milliseconds), Clock::clone(clock)))
    }
}

fn milliseconds(count: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(count / 1_000.0).ok()
}

/// A source by its name, with its settings.
pub struct SourceOption(Kind);

enum Kind {
    Ask(Ask),
    Keys(Keys),
    Named { name: String, settings: Settings },
}

/// The settings of all sources; `lib/credentials.js` knows which has which.
#[derive(Default)]
struct Settings {
    texts: HashMap<&'static str, String>,
    command: Option<Either<String, Vec<String>>>,
    duration_seconds: Option<u32>,
    timeout: Option<f64>,
    token_required: bool,
    source: Option<Box<SourceOption>>,
}

const TEXTS: [&str; 12] = [
    "endpoint",
    "externalId",
    "file",
    "oidcProviderArn",
    "oidcTokenFilePath",
    "policy",
    "profile",
    "roleArn",
    "roleName",
    "roleSessionName",
    "stsEndpoint",
    "uri",
];

impl FromNapiValue for SourceOption {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversions check the type themselves.
        let unknown = unsafe { Unknown::from_napi_value(env, value) }?;
        match unknown.get_type()? {
            // SAFETY: as above.
            ValueType::Function => Ok(Self(Kind::Ask(unsafe { Ask::from_napi_value(env, value) }?))),
            ValueType::Object => {
                let object = unknown.coerce_to_object()?;
                let Some(name) = object.get::<String>("type")? else {
                    // SAFETY: as above.
                    return Ok(Self(Kind::Keys(unsafe { Keys::from_napi_value(env, value) }?)));
                };
                Ok(Self(Kind::Named { name, settings: Settings::read(&object)? }))
            }
            _ => Err(invalid("credentials must be a source, or a function")),
        }
    }
}

impl TypeName for SourceOption {
    fn type_name() -> &'static str {
        "CredentialsOption"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl ValidateNapiValue for SourceOption {}

impl Settings {
    fn read(object: &Object<'_>) -> Result<Self> {
        let mut texts = HashMap::new();
        for name in TEXTS {
            texts
                .extend(object.get::<String>(name)?.filter(|text| !text.is_empty()).map(|text| (name, text)));
        }
        let source = match object.get::<Unknown<'_>>("source")? {
            Some(source) if !is_nullish(&source)? => object.get::<SourceOption>("source")?,
            _ => None,
        };
        Ok(Self {
            texts,
            command: object.get("command")?,
            duration_seconds: object.get("durationSeconds")?,
            timeout: object.get("timeout")?,
            token_required: object.get("disableIMDSv1")?.unwrap_or_default(),
            source: source.map(Box::new),
        })
    }

    fn text(&self, name: &'static str) -> Option<String> {
        self.texts.get(name).cloned()
    }

    /// Changes what the environment says of a role.
    fn change(&self, role: &mut Role, sts: &mut Sts) {
        let replace = |text: &mut String, name| {
            if let Some(given) = self.text(name) {
                *text = given;
            }
        };
        replace(&mut role.arn, "roleArn");
        replace(&mut role.session_name, "roleSessionName");
        replace(&mut sts.rpc.endpoint, "stsEndpoint");
        role.seconds = self.duration_seconds.unwrap_or(role.seconds);
        role.policy = self.text("policy");
        role.external_id = self.text("externalId");
    }
}

impl SourceOption {
    fn build(
        self,
        environment: &Environment,
        clock: &Clock,
    ) -> std::result::Result<Box<dyn Source>, SourceError> {
        let (name, settings) = match self.0 {
            Kind::Ask(ask) => return Ok(Box::new(AskSource(ask))),
            Kind::Keys(keys) => return Ok(Box::new(FixedSource(keys.granted()))),
            Kind::Named { name, settings } => (name, settings),
        };
        let default = || Chain::of(environment, Clock::clone(clock));
        Ok(match name.as_str() {
            "default" => Box::new(default()),
            "environment" => Box::new(FromEnvironment(environment.clone())),
            "profile" => profile(&settings, environment, clock),
            "ecs-ram-role" => {
                let mut role = EcsRole::of(environment)?;
                role.role = settings.text("roleName").or(role.role);
                role.token_required |= settings.token_required;
                role.endpoint = settings.text("endpoint");
                Box::new(role)
            }
            "oidc" => {
                let mut environment = environment.clone();
                for (name, variable) in [
                    ("roleArn", "ALIBABA_CLOUD_ROLE_ARN"),
                    ("oidcProviderArn", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
                    ("oidcTokenFilePath", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
                ] {
                    let given = settings.text(name).map(|text| (variable.to_owned(), text.into()));
                    environment.variables.extend(given);
                }
                let mut oidc = Oidc::of(&environment, Clock::clone(clock))?;
                settings.change(&mut oidc.role, &mut oidc.sts);
                Box::new(oidc)
            }
            "process" => {
                let mut process = match settings.command {
                    Some(Either::A(line)) => Process::of_line(&line)?,
                    Some(Either::B(words)) => Process::new(words),
                    None => Process::new(Vec::new()),
                };
                process.timeout = settings.timeout.and_then(milliseconds).unwrap_or(process.timeout);
                Box::new(process)
            }
            "uri" => match settings.text("uri") {
                Some(uri) => Box::new(Uri { uri, network: environment.network.clone() }),
                None => Box::new(Uri::of(environment)?),
            },
            "assume-role" => {
                let (mut role, mut sts) = Role::of(environment, Clock::clone(clock));
                settings.change(&mut role, &mut sts);
                let source = match settings.source {
                    Some(source) => source.build(environment, clock)?,
                    None => Box::new(default()),
                };
                Box::new(AssumeRole { source, role, sts })
            }
            other => {
                return Err(SourceError::Missing(format!("there is no source of credentials {other:?}")));
            }
        })
    }
}

/// A profile of the command line, or where that has no file, of the credentials file.
fn profile(settings: &Settings, environment: &Environment, clock: &Clock) -> Box<dyn Source> {
    let mut cli = CliProfile::new(environment.clone(), Clock::clone(clock));
    let mut shared = SharedFile::new(environment.clone(), Clock::clone(clock));
    cli.profile = settings.text("profile");
    shared.profile = settings.text("profile");
    match settings.text("file").map(PathBuf::from) {
        Some(file) if file.extension().is_some_and(|extension| extension == "json") => {
            cli.path = Some(file);
            Box::new(cli)
        }
        Some(file) => {
            shared.path = Some(file);
            Box::new(shared)
        }
        None => {
            Box::new(Chain::new(vec![("CLI profile", Box::new(cli)), ("credentials file", Box::new(shared))]))
        }
    }
}

/// A function of the program.
struct AskSource(Ask);

impl Source for AskSource {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async {
            let thrown = |error| SourceError::Failed(Box::new(Thrown::new(error)));
            let promise = self.0.call_async_catch(()).await.map_err(thrown)?;
            Ok(promise.await.map_err(thrown)?.granted())
        })
    }
}
