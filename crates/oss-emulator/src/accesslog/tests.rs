use super::*;
use crate::config::Account;
use crate::store::{Bucket, Object};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use oss_protocol::OperationId;
use std::{sync::Arc, time::Duration};

/// The example of the service's page, but for what this server does not have: no CDN asks it, and no ARN.
#[test]
fn a_line_is_that_of_the_services_example() {
    let mut headers = HeaderMap::new();
    headers.insert(header::REFERER, HeaderValue::from_static("http://www.aliyun.com/product/oss"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("curl/7.15.5"));
    let mut account = Account { owner: "16571836914537".into(), ..Account::default() };
    account.credentials.access_key_id = "LTAI".into();
    let bucket = Bucket::new("16571836914537".into(), 0);
    let object = Object { length: 999_131, ..Object::empty(0, String::new()) };
    let seen = Seen { bucket: Some(bucket), account: Some(Arc::new(account)), before: None };
    let line = Line {
        seen: &seen,
        remote: Some([192, 168, 0, 1].into()),
        received: Timestamp::parse_iso8601("2021-01-03T06:59:49.000Z").unwrap(),
        method: &Method::GET,
        target: "/example.jpg",
        version: Version::HTTP_10,
        headers: &headers,
        length: 0,
        host: "examplebucket.oss-cn-hangzhou.aliyuncs.com",
        request_id: "5FF16B65F05BC932307A3C3C",
        operation: Some(OperationId::GetObject),
        bucket: "examplebucket",
        key: Some("example.jpg"),
        object: Some(&object),
        status: StatusCode::OK,
        error: None,
        sent: 999_131,
        took: Duration::from_millis(127),
    };
    assert_eq!(
        line.to_string(),
        "192.168.0.1 - - [03/Jan/2021:14:59:49 +0800] \"GET /example.jpg HTTP/1.0\" 200 999131 127 \
         \"http://www.aliyun.com/product/oss\" \"curl/7.15.5\" \"examplebucket.oss-cn-hangzhou.aliyuncs.com\" \
         \"5FF16B65F05BC932307A3C3C\" \"true\" \"16571836914537\" \"GetObject\" \"examplebucket\" \"example.jpg\" 999131 127 \
         \"-\" 84 \"16571836914537\" - \"-\" \"Standard\" \"-\" \"-\" \"LTAI\"\n"
    );
}

#[test]
fn a_log_is_named_by_the_hour_it_is_of() {
    let hour = Timestamp::parse_iso8601("2017-09-09T20:00:00.000Z").unwrap().as_secs() / 3_600;
    let file = File { hour, source: "oss-example".into(), target: "t".into(), prefix: "MyLog-".into() };
    assert_eq!(file.key(0xAB), "MyLog-oss-example2017-09-10-04-00-00-000000AB");
}

#[test]
fn lines_are_held_within_a_bound() {
    let log = AccessLog::default();
    let to = || LoggingEnabled { target_bucket: "t".into(), ..LoggingEnabled::default() };
    let line = "x".repeat(MOST / 4);
    for time in [0, HOUR, HOUR, HOUR] {
        assert!(!log.add("b", to(), time, &line));
    }
    assert!(log.add("b", to(), 2 * HOUR, "x"));
    assert_eq!(log.take(|file| file.hour != 2).len(), 2);
    assert!(!log.add("b", to(), 2 * HOUR, "x"));
    assert_eq!(log.take(|_| true).into_values().collect::<Vec<_>>(), ["xx"]);
}
