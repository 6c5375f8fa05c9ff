//! Which operation a request asks for.

use crate::{
    call::Asked,
    reason::{Reason, Refusal},
};
use http::Method;
use oss_protocol::{OperationId, Target, subresource};

fn target(asked: &Asked) -> Target {
    match (&asked.bucket, &asked.key) {
        (None, _) => Target::Service,
        (Some(_), None) => Target::Bucket,
        (Some(_), Some(_)) => Target::Object,
    }
}

/// The operation a request belongs to. A parameter that chooses something else must not be passed over.
pub(crate) fn resolve(asked: &Asked) -> Option<OperationId> {
    let operation = OperationId::resolve(
        &asked.method,
        target(asked),
        |name| asked.query.has(name),
        |name| asked.headers.contains_key(name),
    )?;
    let spec = operation.spec();
    let known = |name: &str| spec.selectors.contains(&name) || spec.parameters.contains(&name);
    let foreign = |name: &str| subresource::selects(name) && !known(name);
    (!asked.query.iter().any(|(name, _)| foreign(name))).then_some(operation)
}

/// A request without an operation.
pub(crate) fn unknown(asked: &Asked) -> Refusal {
    const METHODS: [Method; 5] = [Method::GET, Method::PUT, Method::DELETE, Method::POST, Method::HEAD];
    if !METHODS.contains(&asked.method) {
        return Refusal::from(Reason::MethodNotAllowed)
            .with("Method", asked.method.as_str())
            .with("ResourceType", format!("{:?}", target(asked)));
    }
    let names: Vec<_> =
        asked.query.iter().map(|(name, _)| name).filter(|name| subresource::selects(name)).collect();
    let mark = if names.is_empty() { "" } else { " with ?" };
    let what = format!("{} {:?}{mark}{}", asked.method, target(asked), names.join("&"));
    Refusal::from(Reason::NotImplemented).saying(format!("The local server does not do this yet: {what}."))
}
