//! Panics, which are faults of ours. One ends the call that it happens in, with an error, and nothing else.

use crate::{
    client::Oss,
    error::invalid,
    settle::{self, Outcome},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use std::{
    any::Any,
    sync::atomic::{AtomicU8, Ordering},
};

/// The outcome of a call that panicked.
pub(crate) fn outcome(panic: &(dyn Any + Send)) -> Outcome {
    let said = said(panic).to_owned();
    settle::failure(move |env| described(env, &said))
}

/// What a call rejects with that panicked.
pub(crate) fn error<'env>(env: &'env Env, panic: &(dyn Any + Send)) -> Result<Unknown<'env>> {
    described(env, said(panic))
}

fn described<'env>(env: &'env Env, said: &str) -> Result<Unknown<'env>> {
    let mut error = Object::new(env)?;
    error.set(
        "message",
        format!("ali-oss-native panicked, which is a fault of its own, please report it: {said}"),
    )?;
    error.set("name", "PanicError")?;
    error.set("code", "Panic")?;
    error.set("status", -1)?;
    Ok(error.to_unknown())
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it does not say why")
}

/// Where the tests panic on purpose, to hold that every call ends.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// While an argument is read.
    Argument = 1,
    /// In what a call does off the JavaScript thread.
    Task = 2,
    /// Where a body is read to be sent.
    Body = 3,
    /// While a result is made.
    Outcome = 4,
}

/// The place of the next panic; 0 for none.
static NEXT: AtomicU8 = AtomicU8::new(0);

/// Panics where a test has asked for it, once.
pub(crate) fn on_purpose(place: Place) {
    if NEXT.load(Ordering::Relaxed) == place as u8
        && NEXT.compare_exchange(place as u8, 0, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    {
        panic!("on purpose");
    }
}

#[napi]
impl Oss {
    /// Lets the next call that comes to `place` panic.
    #[napi(catch_unwind, skip_typescript)]
    pub fn panic_next(place: String) -> Result<()> {
        let place = match place.as_str() {
            "argument" => Place::Argument,
            "task" => Place::Task,
            "body" => Place::Body,
            "outcome" => Place::Outcome,
            other => return Err(invalid(&format!("there is no place {other}"))),
        };
        NEXT.store(place as u8, Ordering::Relaxed);
        Ok(())
    }
}
