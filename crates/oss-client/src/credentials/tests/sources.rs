use super::{server::Server, *};
use crate::transport::NetworkSettings;
use std::path::Path;

const DOCUMENT: &str = r#"{"Code":"Success","AccessKeyId":"STS.id","AccessKeySecret":"hidden-secret",
    "SecurityToken":"hidden-token","Expiration":"2030-01-01T00:00:00Z"}"#;
const STS: &str = r#"{"RequestId":"r","Credentials":{"AccessKeyId":"STS.role","AccessKeySecret":"hidden-secret",
    "SecurityToken":"hidden-token","Expiration":"2030-01-01T00:00:00Z"}}"#;
const IN_2030: u64 = 1_893_456_000;

fn system() -> Clock {
    crate::system_clock()
}

async fn failure(source: &dyn Source) -> String {
    let error = source.fetch().await.unwrap_err().to_string();
    assert!(!error.contains("hidden"), "{error}");
    error
}

async fn id(source: &dyn Source) -> String {
    source.fetch().await.unwrap().credentials.access_key_id
}

#[tokio::test]
async fn the_environment() {
    let of = |variables: &[(&str, &str)]| FromEnvironment(environment(variables));
    let both = of(&[
        ("OSS_ACCESS_KEY_ID", "oss"),
        ("OSS_ACCESS_KEY_SECRET", "hidden-secret"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "cloud"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hidden-secret"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "hidden-token"),
    ]);
    let granted = both.fetch().await.unwrap();
    assert_eq!(
        (granted.credentials.access_key_id.as_str(), granted.credentials.security_token),
        ("oss", None)
    );
    let half = of(&[
        ("OSS_ACCESS_KEY_ID", "oss"),
        ("OSS_ACCESS_KEY_SECRET", ""),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "cloud"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hidden-secret"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "hidden-token"),
    ]);
    assert_eq!(half.fetch().await.unwrap().credentials, key("cloud"));
    assert!(matches!(of(&[]).fetch().await, Err(SourceError::Missing(_))));
}

#[tokio::test]
async fn a_credentials_uri() {
    let server = Server::start(|head| match head {
        _ if head.contains("/ok?key=hidden") => (200, DOCUMENT),
        _ if head.contains("/failed") => (200, r#"{"Code":"Failed","AccessKeySecret":"hidden-secret"}"#),
        _ if head.contains("/half") => (200, r#"{"AccessKeyId":"id","AccessKeySecret":""}"#),
        _ if head.contains("/time") => {
            (200, r#"{"AccessKeyId":"id","AccessKeySecret":"hidden-secret","Expiration":"soon"}"#)
        }
        _ if head.contains("/text") => (200, "hidden-secret"),
        _ if head.contains("/moved") => (302, ""),
        _ => (500, "hidden-secret"),
    })
    .await;
    let of = |uri: String| Uri { uri, network: NetworkSettings::default() };
    let uri = |path: &str| of(format!("{}{path}", server.url));
    let granted = uri("/ok?key=hidden").fetch().await.unwrap();
    assert_eq!((granted.credentials, granted.expires), (key("STS.id"), Some(at(IN_2030))));
    for (path, why) in [
        ("/failed?hidden", "answered Failed"),
        ("/half", "gave no access key secret"),
        ("/time", "\"soon\", which is no time"),
        ("/text", "is no JSON, at line 1"),
        ("/moved", "answered 302"),
        ("/?hidden", "answered 500"),
    ] {
        let error = failure(&uri(path)).await;
        assert!(error.contains(why) && error.contains(&server.url), "{error}");
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(failure(&of(format!("http://{nobody}/"))).await.contains("ECONNREFUSED"));
    assert!(failure(&of("no uri".into())).await.contains("is no URI"));
}

#[tokio::test]
async fn an_answer_that_does_not_end_is_cut() {
    const LONG: &str = {
        static ZEROS: [u8; 65 << 10] = [b'0'; 65 << 10];
        match std::str::from_utf8(&ZEROS) {
            Ok(text) => text,
            Err(_) => "",
        }
    };
    let server = Server::start(|_| (200, LONG)).await;
    assert!(
        failure(&Uri { uri: server.url.clone(), network: NetworkSettings::default() })
            .await
            .contains("longer than 65536 bytes")
    );
}

fn metadata(server: &Server) -> EcsRole {
    EcsRole { endpoint: Some(server.url.clone()), ..EcsRole::default() }
}

#[tokio::test]
async fn the_role_of_an_instance() {
    let server = Server::start(|head| match head {
        _ if head.starts_with("PUT /latest/api/token ") => (200, "metadata-token"),
        _ if head.contains("security-credentials/ ") => (200, "the role\n"),
        _ if head.contains("security-credentials/the%20role ") => (200, DOCUMENT),
        _ => (404, ""),
    })
    .await;
    let granted = metadata(&server).fetch().await.unwrap();
    assert_eq!((granted.credentials, granted.expires), (key("STS.id"), Some(at(IN_2030))));
    let requests = server.requests();
    assert!(requests[0].contains("x-aliyun-ecs-metadata-token-ttl-seconds: 60\n"), "{requests:?}");
    assert!(
        requests[1..].iter().all(|asked| asked.contains("x-aliyun-ecs-metadata-token: metadata-token\n"))
    );
    assert_eq!(requests.len(), 3);
    let other = EcsRole { role: Some("other".into()), ..metadata(&server) };
    assert!(failure(&other).await.contains("404"));
    assert_eq!(server.requests().len(), 5, "a role that is named is not looked up");
}

#[tokio::test]
async fn the_role_of_an_instance_without_tokens() {
    let server = Server::start(|head| match head {
        _ if head.starts_with("PUT") => (403, ""),
        _ if head.contains("credentials/ ") => (200, "role"),
        _ => (200, DOCUMENT),
    })
    .await;
    assert_eq!(id(&metadata(&server)).await, "STS.id");
    assert!(!server.requests()[1].contains("metadata-token"));
    let strict = EcsRole { token_required: true, ..metadata(&server) };
    assert!(failure(&strict).await.contains("gives no token: 403"));
}

#[tokio::test]
async fn a_machine_that_is_no_instance_or_has_no_role() {
    let without_role =
        Server::start(|head| if head.starts_with("PUT") { (200, "t") } else { (404, "") }).await;
    assert!(matches!(metadata(&without_role).fetch().await, Err(SourceError::Missing(_))));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let role = EcsRole { endpoint: Some(format!("http://{nobody}")), ..EcsRole::default() };
    assert!(matches!(role.fetch().await, Err(SourceError::Missing(_))));
    let disabled = environment(&[("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "TRUE")]);
    assert!(matches!(EcsRole::of(&disabled), Err(SourceError::Missing(_))));
}

#[tokio::test]
async fn a_role_taken_on_with_a_token_in_a_file() {
    let server = Server::start(|_| (200, STS)).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "hidden.jwt").unwrap();
    let environment = environment(&[
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", file.to_str().unwrap()),
        ("ALIBABA_CLOUD_ROLE_SESSION_NAME", "session"),
    ]);
    let mut source = Oidc::of(&environment, system()).unwrap();
    source.sts.rpc.endpoint = server.url.clone();
    let granted = source.fetch().await.unwrap();
    assert_eq!((granted.credentials, granted.expires), (key("STS.role"), Some(at(IN_2030))));
    let request = server.requests().remove(0);
    for part in [
        "Action=AssumeRoleWithOIDC",
        "OIDCToken=hidden.jwt",
        "RoleSessionName=session",
        "DurationSeconds=3600",
    ] {
        assert!(request.contains(part), "{request}");
    }
    assert!(!request.contains("Signature"), "the token says who asks");
    std::fs::remove_file(&file).unwrap();
    assert!(failure(&source).await.contains("the OIDC token: there is no file"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_program() {
    let shell = |script: &str| Process::new(vec!["/bin/sh".into(), "-c".into(), script.into()]);
    let prints = |text: &str| shell(&format!("printf '%s' '{text}'"));
    let printed = r#"{"mode":"StsToken","access_key_id":"id","access_key_secret":"hidden-secret","sts_token":"hidden-token"}"#;
    assert_eq!(prints(printed).fetch().await.unwrap().credentials, key("id"));
    for (source, why) in [
        (prints("hidden-secret"), "is no JSON"),
        (prints(r#"{"access_key_id":"id"}"#), "gave no access key secret"),
        (shell("echo hidden-secret; exit 3"), "exit status: 3"),
        (shell("head -c 70000 /dev/zero"), "more than 65536 bytes"),
        (Process { timeout: Duration::from_millis(50), ..shell("exec sleep 60") }, "ran longer than 0.05 s"),
        (
            Process { timeout: Duration::from_millis(50), ..shell("exec >&-; exec sleep 60") },
            "ran longer than 0.05 s",
        ),
        (
            Process::new(vec!["/no/such/program".into(), "hidden".into()]),
            "/no/such/program cannot be started",
        ),
        (Process::new(Vec::new()), "is empty"),
    ] {
        let error = failure(&source).await;
        assert!(error.contains(why), "{error}");
    }
    let line = Process::of_line(r#"tool "two words" 'a b' c\ d"#).unwrap();
    assert_eq!(line.command, ["tool", "two words", "a b", "c d"]);
    for line in ["", "  ", "tool 'x"] {
        assert!(Process::of_line(line).is_err(), "{line}");
    }
}

/// Profiles of the command line in a file.
fn cli(folder: &Path, profiles: &str, variables: &[(&str, &str)], profile: &str) -> CliProfile {
    let path = folder.join("config.json");
    std::fs::write(&path, format!(r#"{{"current":"main","profiles":[{profiles}]}}"#)).unwrap();
    let mut source = CliProfile::new(environment(variables), system());
    source.path = Some(path);
    source.profile = Some(profile.to_owned()).filter(|name| !name.is_empty());
    source
}

#[tokio::test]
async fn profiles_of_the_command_line() {
    let server =
        Server::start(|head| if head.starts_with("POST") { (200, STS) } else { (200, DOCUMENT) }).await;
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "hidden.jwt").unwrap();
    let (sts, token) = (&server.url, token.display());
    let key = r#""access_key_id":"id","access_key_secret":"hidden-secret""#;
    let role = format!(r#""ram_role_arn":"acs:ram::1:role/r","ram_session_name":"s","sts_endpoint":"{sts}""#);
    let profiles = [
        format!(r#"{{"name":"main","mode":"AK",{key},"region_id":"cn-hangzhou"}}"#),
        format!(r#"{{"name":"sts","mode":"StsToken",{key},"sts_token":"hidden-token","sts_expiration":1893456000}}"#),
        format!(r#"{{"name":"role","mode":"RamRoleArn",{key},{role},"expired_seconds":900,"external_id":"ext"}}"#),
        format!(r#"{{"name":"chained","mode":"ChainableRamRoleArn","source_profile":"sts",{role}}}"#),
        format!(r#"{{"name":"uri","mode":"CredentialsURI","credentials_uri":"{sts}/"}}"#),
        format!(r#"{{"name":"oidc","mode":"OIDC",{role},"oidc_provider_arn":"p","oidc_token_file":"{token}"}}"#),
        r#"{"name":"program","mode":"External","process_command":"printf '{\"access_key_id\":\"p\",\"access_key_secret\":\"s\"}'"}"#.into(),
        r#"{"name":"loop","mode":"ChainableRamRoleArn","source_profile":"loop","ram_role_arn":"r"}"#.into(),
        r#"{"name":"sso","mode":"CloudSSO"}"#.into(),
        r#"{"name":"half","mode":"AK","access_key_id":"id"}"#.into(),
        r#"{"name":"new","mode":""}"#.into(),
    ]
    .join(",");
    let of = |name| cli(folder.path(), &profiles, &[], name);
    assert_eq!(id(&of("")).await, "id");
    assert_eq!(id(&cli(folder.path(), &profiles, &[("ALIBABA_CLOUD_PROFILE", "uri")], "")).await, "STS.id");
    let temporary = of("sts").fetch().await.unwrap();
    assert_eq!((temporary.credentials, temporary.expires), (super::key("id"), Some(at(IN_2030))));
    for (name, wanted) in
        [("role", "STS.role"), ("chained", "STS.role"), ("uri", "STS.id"), ("oidc", "STS.role")]
    {
        assert_eq!(id(&of(name)).await, wanted, "{name}");
    }
    let asked = server.requests();
    let asked = |part: &str| asked.iter().filter(|request| request.contains(part)).count();
    assert_eq!(
        (asked("DurationSeconds=900"), asked("ExternalId=ext"), asked("SecurityToken=hidden-token")),
        (1, 1, 1)
    );
    #[cfg(unix)]
    assert_eq!(id(&of("program")).await, "p");
    for (name, why) in [
        ("loop", "stands on itself"),
        ("sso", "has the mode CloudSSO, which is not known here"),
        ("half", "has no access_key_secret"),
        ("new", "is not configured"),
        ("none", "there is no profile \"none\""),
    ] {
        let error = failure(&of(name)).await;
        assert!(error.contains(why), "{error}");
    }
    for name in ["program", "uri"] {
        let forbidden =
            cli(folder.path(), &profiles, &[("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "1")], name);
        assert!(failure(&forbidden).await.contains("forbids"));
    }
    let disabled = cli(folder.path(), &profiles, &[("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")], "");
    assert!(matches!(disabled.fetch().await, Err(SourceError::Missing(_))));
    std::fs::write(folder.path().join("config.json"), "{\"profiles\": [{\"access_key_secret\": \"hidden")
        .unwrap();
    let mut broken = CliProfile::new(Environment::default(), system());
    broken.path = Some(folder.path().join("config.json"));
    assert!(failure(&broken).await.contains("config.json says ends too early, at line 1"));
}

#[tokio::test]
async fn sections_of_the_credentials_file() {
    let server = Server::start(|_| (200, STS)).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let text = format!(
        "; a comment\r\n[default]\r\ntype = access_key\r\naccess_key_id= id\r\naccess_key_secret =hidden-secret\r\n\
         # another\n[ role ]\ntype=ram_role_arn\naccess_key_id=id\naccess_key_secret=hidden-secret\n\
         role_arn=acs:ram::1:role/r\nrole_session_name=s\npolicy={{\"a\"=\"b\"}}\nsts_endpoint={}\n\
         [half]\ntype=access_key\naccess_key_id=id\n[rsa]\ntype=rsa_key_pair\n",
        server.url
    );
    std::fs::write(&path, text).unwrap();
    let of = |profile: &str| {
        let variables =
            [("ALIBABA_CLOUD_CREDENTIALS_FILE", path.to_str().unwrap()), ("ALIBABA_CLOUD_PROFILE", profile)];
        SharedFile::new(environment(&variables), system())
    };
    assert_eq!(id(&of("")).await, "id");
    assert_eq!(id(&of("role")).await, "STS.role");
    assert!(server.requests()[0].contains("Policy=%7B%22a%22%3D%22b%22%7D"));
    for (profile, why) in [
        ("half", "[half] has no access_key_secret"),
        ("rsa", "is of the type rsa_key_pair"),
        ("none", "has no section [none]"),
    ] {
        let error = failure(&of(profile)).await;
        assert!(error.contains(why), "{error}");
    }
}

#[tokio::test]
async fn the_chain_takes_the_first_that_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".aliyun")).unwrap();
    let profiles = folder.path().join(".aliyun/config.json");
    std::fs::write(
        &profiles,
        r#"{"profiles":[{"name":"default","mode":"AK","access_key_id":"cli","access_key_secret":"s"}]}"#,
    )
    .unwrap();
    let at_home = |variables: &[(&str, &str)]| {
        let home = Some(folder.path().to_owned());
        Chain::of(&Environment { home, ..environment(variables) }, system())
    };
    let no_metadata = ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let env = [("OSS_ACCESS_KEY_ID", "env"), ("OSS_ACCESS_KEY_SECRET", "s"), no_metadata];
    assert_eq!(id(&at_home(&env)).await, "env");
    let chain = at_home(&[no_metadata]);
    assert_eq!(id(&chain).await, "cli");
    std::fs::remove_file(&profiles).unwrap();
    assert!(failure(&chain).await.contains("there is no file"), "it stays with the source it found");
    let server = Server::start(|_| (200, DOCUMENT)).await;
    assert_eq!(id(&at_home(&[no_metadata, ("ALIBABA_CLOUD_CREDENTIALS_URI", &server.url)])).await, "STS.id");
    let error = failure(&at_home(&[no_metadata])).await;
    for part in [
        "environment: neither OSS_ACCESS_KEY_ID",
        "OIDC: ALIBABA_CLOUD_ROLE_ARN is not set",
        "CLI profile: there is no file",
        "credentials file: there is no file",
        "ECS RAM role: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true",
        "credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set",
    ] {
        assert!(error.contains(part), "{error}");
    }
    std::fs::write(&profiles, "{").unwrap();
    let broken = at_home(&[no_metadata, ("ALIBABA_CLOUD_CREDENTIALS_URI", &server.url)]);
    assert!(failure(&broken).await.contains("ends too early"), "a source that fails ends the search");
}
