//! An operation as its attempts see it. What its output is does not matter to them: so they are compiled once, and not for each operation.

use crate::{
    Answer, Client, Error, ErrorKind, Options, Request, Response, Route,
    ops::{Operation, Proof},
};
use std::{
    future::ready,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

/// A part of an attempt.
pub(crate) type Step<'a, E> = Pin<Box<dyn Future<Output = Result<(), E>> + Send + 'a>>;

/// An operation, and what takes its output further.
pub(crate) trait Erased: Send + Sync {
    fn route(&self) -> Route;
    fn build(&self) -> Request;
    fn streams(&self) -> bool;
    fn echoes_checksum(&self) -> bool;
    fn proof(&self, code: &str) -> Option<Proof>;

    /// Reads an answer of success, and keeps its output.
    fn parse<'a>(&'a self, response: &'a mut Response) -> Step<'a, ErrorKind>;

    /// Takes the output further, and keeps what has become of it.
    fn go_on<'a>(&'a self, client: &'a Client, options: &'a Arc<Options>) -> Step<'a, Error>;
}

/// One operation with its outputs.
pub(crate) struct Run<'o, O: Operation, N, T> {
    operation: &'o O,
    next: &'o N,
    output: Mutex<Option<O::Output>>,
    end: Mutex<Option<T>>,
}

impl<'o, O: Operation, N, T> Run<'o, O, N, T> {
    pub(crate) fn new(operation: &'o O, next: &'o N) -> Self {
        Self { operation, next, output: Mutex::new(None), end: Mutex::new(None) }
    }

    /// What its last attempt, which has succeeded, came to.
    pub(crate) fn answer(self, response: Response) -> Answer<T> {
        let end = self.end.into_inner().unwrap_or_else(PoisonError::into_inner);
        Answer { output: end.expect("a success went on to its end"), response }
    }

    fn take_output(&self) -> O::Output {
        take(&self.output).expect("it goes on with what was parsed")
    }
}

fn put<T>(slot: &Mutex<Option<T>>, value: T) {
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
}

fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl<O, N, T, F> Erased for Run<'_, O, N, T>
where
    O: Operation,
    N: Fn(O::Output) -> F + Send + Sync,
    T: Send,
    F: Future<Output = Result<T, Error>> + Send,
{
    fn route(&self) -> Route {
        self.operation.route()
    }

    fn build(&self) -> Request {
        self.operation.build()
    }

    fn streams(&self) -> bool {
        self.operation.streams()
    }

    fn echoes_checksum(&self) -> bool {
        self.operation.echoes_checksum()
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        self.operation.proof(code)
    }

    fn parse<'a>(&'a self, response: &'a mut Response) -> Step<'a, ErrorKind> {
        Box::pin(async move {
            put(&self.output, O::parse(response).await?);
            Ok(())
        })
    }

    fn go_on<'a>(&'a self, client: &'a Client, options: &'a Arc<Options>) -> Step<'a, Error> {
        Box::pin(async move {
            let mut output = self.take_output();
            self.operation.attach(&mut output, client, options);
            put(&self.end, (self.next)(output).await?);
            Ok(())
        })
    }
}

impl Client {
    /// One attempt of an operation, whose output goes no further.
    pub(crate) async fn attempt<O: Operation>(
        &self,
        operation: &O,
        options: &Options,
    ) -> Result<Answer<O::Output>, Error> {
        let next = |output| ready(Ok::<_, Error>(output));
        let run = Run::<_, _, O::Output>::new(operation, &next);
        let response = self.try_once(&run, options).await?;
        Ok(Answer { output: run.take_output(), response })
    }
}
