//! Who sends a form, and what they were allowed by who signed its policy.

use super::{form::Form, policy::Policy};
use crate::{
    auth::{self, Accounts, diagnosis::of_form},
    config::Account,
    reason::{Reason, Refusal},
    s3,
};
use oss_protocol::{
    date::Timestamp,
    sign::{aws_v4, post_policy, presign::V4_VERSION, v4::SigningKey},
};
use std::{ops::RangeInclusive, sync::Arc};

/// The field with the token of temporary credentials.
const TOKEN: &str = "x-oss-security-token";

/// Who sends it, and how many bytes its file may have.
pub(super) struct Signed {
    pub(super) account: Arc<Account>,
    pub(super) size: RangeInclusive<u64>,
}

/// Checks signature and policy, for a file that is stored in a bucket under a key. A form without either is sent by nobody.
pub(super) fn check(
    form: &Form<'_>,
    (bucket, key): (&str, &str),
    region: &str,
    accounts: &Accounts,
    now: Timestamp,
) -> Result<Signed, Refusal> {
    const SIGNING: [&str; 6] = [
        "policy",
        "ossaccesskeyid",
        "signature",
        "x-oss-signature",
        "x-oss-signature-version",
        "x-oss-credential",
    ];
    if !SIGNING.iter().any(|name| form.field(name).is_some()) {
        return Ok(Signed { account: Account::anonymous(), size: 0..=u64::MAX });
    }
    let text = form.field("policy").unwrap_or_default();
    let v4 = ["x-oss-signature-version", "x-oss-signature", "x-oss-credential"];
    let account = if v4.iter().any(|name| form.field(name).is_some()) {
        if form.is_s3() { by_aws(form, text, accounts)? } else { by_v4(form, text, region, accounts)? }
    } else {
        by_v1(form, text, accounts)?
    };
    let policy = Policy::parse(text)?;
    policy.check(now, key, |name| if name == "bucket" { Some(bucket) } else { form.sent(name) })?;
    // Else a policy could be used with another day's key, or by another.
    let signing = if form.is_s3() {
        ["x-amz-algorithm", "x-amz-credential", "x-amz-date"]
    } else {
        ["x-oss-signature-version", "x-oss-credential", "x-oss-date"]
    };
    for name in signing {
        if let Some(value) = form.sent(name)
            && !policy.demands(name, value)
        {
            return Err(Refusal::from(Reason::PolicyForbids)
                .saying(format!("Invalid according to Policy: the conditions must contain {name}.")));
        }
    }
    Ok(Signed { account, size: policy.size() })
}

fn by_v1(form: &Form<'_>, policy: &str, accounts: &Accounts) -> Result<Arc<Account>, Refusal> {
    let id = required(form, "ossaccesskeyid", "Post request accessKeyId is empty.")?;
    required(form, "policy", "Post request policy is empty.")?;
    let signature = required(form, "signature", "Post request signature is empty.")?;
    let account = accounts.find(id, form.field(TOKEN))?;
    let expected = post_policy::v1(&account.credentials.access_key_secret, policy);
    auth::compare_text(&expected, policy, id, signature).map_err(|refusal| {
        refusal.explained(of_form(policy, form.field(TOKEN), signature, None, &account, accounts))
    })?;
    Ok(account)
}

fn by_v4(form: &Form<'_>, policy: &str, region: &str, accounts: &Accounts) -> Result<Arc<Account>, Refusal> {
    let version =
        required(form, "x-oss-signature-version", "Post request x-oss-signature-version is empty.")?;
    let credential = required(form, "x-oss-credential", "Post request x-oss-credential is empty.")?;
    let date = required(form, "x-oss-date", "Post request x-oss-date is empty.")?;
    required(form, "policy", "Post request policy is empty.")?;
    let signature = required(form, "x-oss-signature", "Post request signature is empty.")?;
    let malformed = |name: &'static str, value: &str| {
        Refusal::from(Reason::BadArgument).with("ArgumentName", name).with("ArgumentValue", value)
    };
    if version != V4_VERSION {
        return Err(malformed("x-oss-signature-version", version));
    }
    let (id, scope) =
        post_policy::parse_credential(credential).ok_or_else(|| malformed("x-oss-credential", credential))?;
    let time = Timestamp::parse_basic(date).ok_or_else(|| malformed("x-oss-date", date))?;
    let account = accounts.find(&id, form.field(TOKEN))?;
    auth::check_scope(&scope, region, time)?;
    let key = SigningKey::derive(&account.credentials.access_key_secret, &scope);
    auth::compare_text(&post_policy::v4(&key, policy), policy, &id, signature).map_err(|refusal| {
        refusal.explained(of_form(policy, form.field(TOKEN), signature, Some(&scope), &account, accounts))
    })?;
    Ok(account)
}

/// The same by AWS's fourth signature.
fn by_aws(form: &Form<'_>, policy: &str, accounts: &Accounts) -> Result<Arc<Account>, Refusal> {
    required(form, "policy", "Post request policy is empty.")?;
    let algorithm = required(form, "x-oss-signature-version", "Post request x-amz-algorithm is empty.")?;
    let credential = required(form, "x-oss-credential", "Post request x-amz-credential is empty.")?;
    let date = required(form, "x-oss-date", "Post request x-amz-date is empty.")?;
    let signature = required(form, "x-oss-signature", "Post request signature is empty.")?;
    if algorithm != aws_v4::ALGORITHM {
        return Err(Reason::AwsUrlAlgorithm.into());
    }
    s3::post_policy([credential, date, signature], policy, form.field(TOKEN), accounts)
}

/// A field that a signed form must have.
fn required<'f>(form: &'f Form<'_>, name: &str, message: &str) -> Result<&'f str, Refusal> {
    form.field(name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Refusal::from(Reason::BadArgument).saying(message))
}
