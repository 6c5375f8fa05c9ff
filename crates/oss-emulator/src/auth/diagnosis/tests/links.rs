//! Links: the signature stands in the query.

use super::*;

const EXPIRES: &str = "1767326645";

fn v1(request: &str, headers: &[(&str, &str)], signed: &str) -> Diagnosis {
    v1_by(ID, request, headers, &base64(&sha1(SECRET, signed)))
}

fn v1_by(id: &str, request: &str, headers: &[(&str, &str)], signature: &str) -> Diagnosis {
    let separator = if request.contains('?') { '&' } else { '?' };
    let signature = encode::component(signature);
    let request = format!("{request}{separator}OSSAccessKeyId={id}&Expires={EXPIRES}&Signature={signature}");
    refused(&asked(&request, headers))
}

#[test]
fn one_thing_that_differs_is_found() {
    let signed = |verb: &str, kind: &str, rest: &str| format!("{verb}\n\n{kind}\n{EXPIRES}\n{rest}");
    let jpeg = [("content-type", "image/jpeg")];
    for (id, request, headers, signed) in [
        ("method-changed", "HEAD /bkt/k", &[][..], signed("GET", "", "/bkt/k")),
        ("method-changed", "PUT /bkt/k", &[], signed("GET", "", "/bkt/k")),
        ("content-type-added", "PUT /bkt/k", &jpeg, signed("PUT", "", "/bkt/k")),
        ("content-type-removed", "PUT /bkt/k", &[], signed("PUT", "image/jpeg", "/bkt/k")),
        ("content-type-changed", "PUT /bkt/k", &jpeg, signed("PUT", "video/mp4", "/bkt/k")),
        ("parameter-added", "GET /bkt/k?x-oss-process=image/info", &[], signed("GET", "", "/bkt/k")),
        (
            "parameter-added",
            "GET /bkt/k?response-content-disposition=inline",
            &[],
            signed("GET", "", "/bkt/k"),
        ),
        ("parameter-signed", "GET /bkt/k?from=mail", &[], signed("GET", "", "/bkt/k?from=mail")),
        (
            "parameter-encoded",
            "GET /bkt/k?x-oss-process=a%2Fb",
            &[],
            signed("GET", "", "/bkt/k?x-oss-process=a%2Fb"),
        ),
        ("key-encoded", "GET /bkt/%E4%B8%AD", &[], signed("GET", "", "/bkt/%E4%B8%AD")),
        ("link-date", "GET /bkt/k", &[("date", DATE)], format!("GET\n\n\n{DATE}\n/bkt/k")),
        ("date-empty", "GET /bkt/k", &[], "GET\n\n\n\n/bkt/k".to_owned()),
        ("expiry-changed", "GET /bkt/k", &[], "GET\n\n\n1767323045\n/bkt/k".to_owned()),
    ] {
        assert_eq!(
            cause(&v1(request, headers, &signed)),
            (id.to_owned(), signed.clone()),
            "{request} {signed}"
        );
    }
}

#[test]
fn a_signature_with_a_plus_must_be_encoded() {
    let signed = format!("GET\n\n\n{EXPIRES}\n/bkt/");
    // One of many keys has a signature with a plus.
    let (key, signature) = (0..100)
        .map(|n| (n, base64(&sha1(SECRET, &format!("{signed}{n}")))))
        .find(|(_, signature)| signature.contains('+'))
        .unwrap();
    let request = format!("GET /bkt/{key}?OSSAccessKeyId={ID}&Expires={EXPIRES}&Signature={signature}");
    assert_eq!(
        cause(&refused(&asked(&request, &[]))),
        ("signature-plus".to_owned(), format!("{signed}{key}"))
    );
}

#[test]
fn a_token_is_found_and_not_shown() {
    let written = encode::component(TOKEN).to_string();
    let request = format!("GET /bkt/k?security-token={written}");
    let v1 = |resource: &str, lines: &str| {
        let signed = format!("GET\n\n\n{EXPIRES}\n{lines}{resource}");
        let diagnosis = v1_by(TEMPORARY, &request, &[], &base64(&sha1(SECRET, &signed)));
        assert!(diagnosis.texts[0].server.contains("sha256:"), "{diagnosis:?}");
        cause(&diagnosis)
    };
    assert_eq!(v1("/bkt/k", "").0, "security-token-not-signed");
    let (id, text) = v1("/bkt/k", &format!("x-oss-security-token:{TOKEN}\n"));
    assert_eq!(id, "security-token-as-header");
    assert!(text.contains("\nx-oss-security-token:sha256:"), "{text}");
    let (id, text) = v1(&format!("/bkt/k?security-token={written}"), "");
    assert_eq!(id, "parameter-encoded");
    assert!(text.contains("?security-token=sha256%3A"), "{text}");
    // As a header.
    let signed = format!("GET\n\n\n{DATE}\n/bkt/k");
    let authorization = format!("OSS {TEMPORARY}:{}", base64(&sha1(SECRET, &signed)));
    let headers = [("date", DATE), ("authorization", &authorization), ("x-oss-security-token", TOKEN)];
    assert_eq!(cause(&refused(&asked("GET /bkt/k", &headers))).0, "security-token-not-signed");
    let signed = format!("GET\n\n\n{DATE}\nx-oss-security-token:{written}\n/bkt/k");
    let authorization = format!("OSS {TEMPORARY}:{}", base64(&sha1(SECRET, &signed)));
    let headers = [("date", DATE), ("authorization", &authorization), ("x-oss-security-token", TOKEN)];
    assert_eq!(cause(&refused(&asked("GET /bkt/k", &headers))).0, "header-values-encoded");
}

#[test]
fn links_of_v4_are_found() {
    const SCOPE: &str = "20260102/cn-hangzhou/oss/aliyun_v4_request";
    let query = |expires: &str, more: &str| {
        let credential = format!("{ID}/{SCOPE}").replace('/', "%2F");
        format!(
            "x-oss-credential={credential}&x-oss-date={BASIC}&x-oss-expires={expires}{more}&x-oss-signature-version=OSS4-HMAC-SHA256"
        )
    };
    let found = |sent: &str, headers: &[(&str, &str)], method: &str, signed: &str, lines: &str| {
        let canonical = format!("{method}\n/bkt/k\n{signed}\n{lines}\n\nUNSIGNED-PAYLOAD");
        let signature = v4_signature(SECRET, "aliyun_v4", SCOPE, SCOPE, BASIC, &canonical);
        let diagnosis = refused(&asked(&format!("PUT /bkt/k?{sent}&x-oss-signature={signature}"), headers));
        assert_eq!(diagnosis.texts[0].client.as_ref(), Some(&canonical), "{:?}", diagnosis.id());
        cause(&diagnosis).0
    };
    let plain = query("600", "");
    let jpeg = [("content-type", "image/jpeg")];
    let none: [(&str, &str); 0] = [];
    assert_eq!(found(&query("600", "&x-oss-process=a"), &none, "PUT", &plain, ""), "parameter-added");
    assert_eq!(found(&query("600", "&from=mail"), &none, "PUT", &plain, ""), "parameter-added");
    assert_eq!(found(&query("86400", ""), &none, "PUT", &plain, ""), "expiry-changed");
    assert_eq!(found(&plain, &jpeg, "PUT", &plain, ""), "content-type-added");
    assert_eq!(found(&plain, &none, "PUT", &plain, "content-type:image/jpeg\n"), "content-type-removed");
    assert_eq!(found(&plain, &none, "GET", &plain, ""), "method-changed");
    assert_eq!(found(&plain, &[("x-oss-meta-a", "1")], "PUT", &plain, ""), "header-added");
    assert_eq!(found(&plain, &none, "PUT", &plain.replace("%2F", "/"), ""), "parameter-not-encoded");
}
