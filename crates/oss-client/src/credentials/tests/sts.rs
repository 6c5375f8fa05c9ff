use super::{server::Server, *};
use crate::{RpcError, transport::NetworkSettings};

fn role() -> Role {
    Role { arn: "acs:ram::1:role/r".into(), session_name: "s".into(), seconds: 900, ..Role::default() }
}

#[tokio::test]
async fn what_sts_says_is_told() {
    let server = Server::start(|head| match head {
        _ if head.contains("POST /refused") => {
            (403, r#"{"RequestId":"r-1","Code":"NoPermission","Message":"You are not authorized."}"#)
        }
        _ if head.contains("POST /empty") => (200, r#"{"RequestId":"r-1"}"#),
        _ => (503, "hidden"),
    })
    .await;
    let ask = async |path: &str| {
        let sts = Sts::new(
            Some(format!("{}{path}", server.url)),
            NetworkSettings::default(),
            clock_at(1_702_743_657).0,
        );
        sts.assume_role(&key("id"), &role()).await
    };
    let refused = ask("/refused").await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "STS answered 403 Forbidden: NoPermission: You are not authorized. (request r-1)"
    );
    assert!(ask("/empty").await.unwrap().grant().unwrap_err().to_string().contains("gave no credentials"));
    let unreadable = ask("/broken").await.unwrap_err();
    assert!(matches!(unreadable, RpcError::Unreadable(..)));
    assert!(!format!("{unreadable} {unreadable:?} {refused:?}").contains("hidden"));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let sts = Sts::new(Some(format!("http://{nobody}")), NetworkSettings::default(), crate::system_clock());
    assert!(matches!(sts.assume_role(&key("id"), &role()).await, Err(RpcError::Unreached(..))));
}

#[tokio::test]
async fn what_is_asked_is_signed_and_never_twice_the_same() {
    let server = Server::start(|_| (200, "{}")).await;
    let sts = Sts::new(Some(server.url.clone()), NetworkSettings::default(), clock_at(1_702_743_657).0);
    for _ in 0..2 {
        sts.assume_role(&key("id"), &role()).await.unwrap();
    }
    let bodies: Vec<_> =
        server.requests().iter().map(|asked| asked.split_once("\n\n").unwrap().1.to_owned()).collect();
    assert_ne!(bodies[0], bodies[1]);
    for part in [
        "AccessKeyId=id&Action=AssumeRole&DurationSeconds=900&Format=JSON&",
        "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fr&RoleSessionName=s&SecurityToken=hidden-token&Signature=",
        "&SignatureMethod=HMAC-SHA1&SignatureNonce=",
        "&SignatureVersion=1.0&Timestamp=2023-12-16T16%3A20%3A57.000Z&Version=2015-04-01",
    ] {
        assert!(bodies[0].contains(part), "{}", bodies[0]);
    }
    assert!(!bodies[0].contains("hidden-secret"));
}
