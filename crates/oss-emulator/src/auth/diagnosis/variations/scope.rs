//! V4: the day, the region and the product that a key is derived for.

use super::{Group, List};
use crate::auth::diagnosis::{
    Cause,
    parts::{Kind, Parts, SCOPE_END},
    signing::{AWS_END, AWS_START, Hash, START},
};
use oss_protocol::date::Timestamp;

/// Regions that clients name where they are not told one.
const REGIONS: [&str; 6] = ["cn-hangzhou", "us-east-1", "cn-shanghai", "cn-beijing", "auto", ""];

pub(super) fn scope(list: &mut List, parts: &Parts) {
    let Some(derivation) = parts.signing.derivation.clone() else { return };
    let [date, region, product] = derivation.scope.clone();
    let aws = parts.kind == Kind::Aws;
    let (right_product, right_start, right_end) =
        if aws { ("s3", AWS_START, AWS_END) } else { ("oss", START, SCOPE_END) };
    let mut other = |id, sentence: String, advice: &str, scope: [String; 3], end: &'static str| {
        // The line of the scope says what the key is for, or what the request says.
        for said in [true, false] {
            let scope = scope.clone();
            list.add(Group::Scope, Cause::new(id, sentence.clone(), advice), move |parts| {
                if said {
                    parts.set_scope(&scope, end);
                }
                if let Some(derivation) = &mut parts.signing.derivation {
                    derivation.scope.clone_from(&scope);
                    derivation.end = end;
                }
            });
        }
    };
    let of_region = |region: String| [date.clone(), region, product.clone()];
    let named = if aws {
        "Derive the key for the region that the credential names."
    } else {
        "The region is the one of the bucket, without `oss-` and without `-internal`: cn-hangzhou."
    };
    let mut regions =
        vec![format!("oss-{region}"), format!("{region}-internal"), format!("oss-{region}-internal")];
    regions.extend(REGIONS.map(str::to_owned));
    for named_so in regions.into_iter().filter(|other| *other != region) {
        let sentence =
            format!("The key is derived for the region `{named_so}`, and the request names `{region}`.");
        other("signing-region", sentence, named, of_region(named_so), right_end);
    }
    let day = Timestamp::parse_basic(&format!("{date}T000000Z")).map(Timestamp::as_secs);
    for seconds in [86_400, -86_400] {
        let Some(day) = day.and_then(|day| day.checked_add_signed(seconds)) else { continue };
        let day = Timestamp::from_secs(day).basic()[..8].to_owned();
        let sentence = format!("The key is derived for the day {day}, and the request names {date}.");
        let advice = "Take the day of x-oss-date, in UTC and not in local time; a key that is kept is good for its day.";
        other("signing-date", sentence, advice, [day, region.clone(), product.clone()], right_end);
    }
    for named_so in ["s3", "oss", "OSS", "sts", ""].into_iter().filter(|other| *other != product) {
        let sentence =
            format!("The key is derived for the product `{named_so}`, and the request names `{product}`.");
        other(
            "signing-product",
            sentence,
            &format!("The product is `{right_product}`."),
            [date.clone(), region.clone(), named_so.to_owned()],
            right_end,
        );
    }
    let ends = [AWS_END, SCOPE_END, "aliyun_v4", "oss4_request", "aws_v4_request"];
    for end in ends.into_iter().filter(|end| *end != right_end) {
        let sentence = format!("The key is derived with `{end}` at its end.");
        other(
            "signing-end",
            sentence,
            &format!("The last part is `{right_end}`."),
            derivation.scope.clone(),
            end,
        );
    }
    for start in
        [AWS_START, START, "", "OSS4", "aliyun_v4_"].into_iter().filter(|start| *start != right_start)
    {
        let sentence = if start.is_empty() {
            "The key is derived from the secret alone.".to_owned()
        } else {
            format!("The key is derived from `{start}` and the secret.")
        };
        let cause = Cause::new(
            "signing-start",
            sentence,
            format!("Derive the key from `{right_start}` followed by the secret."),
        );
        list.add(Group::Scope, cause, move |parts| {
            if let Some(derivation) = &mut parts.signing.derivation {
                derivation.start = start;
            }
        });
    }
    if !aws {
        list.add(
            Group::Scope,
            Cause::new(
                "signing-like-aws",
                "The key is derived as AWS does, with AWS4, s3 and aws4_request.",
                "Derive it with `aliyun_v4`, `oss` and `aliyun_v4_request`.",
            ),
            |parts| {
                if let Some(derivation) = &mut parts.signing.derivation {
                    "s3".clone_into(&mut derivation.scope[2]);
                    (derivation.start, derivation.end) = (AWS_START, AWS_END);
                }
            },
        );
    }
    if parts.kind != Kind::Policy {
        let cause = Cause::new(
            "key-not-derived",
            "The text is signed with the secret itself.",
            "Derive the key from the secret for day, region and product.",
        );
        list.add(Group::Scope, cause, |parts| {
            parts.signing.derivation = None;
            parts.signing.hash = Hash::Sha256;
        });
    }
}
