//! Calls on the thread that makes them, as the loop of a program runs them.

use super::{Executor, Reactor, Step, is_here, leave};
use crate::{
    Config, Credentials, Endpoint, Outgoing,
    outgoing::Source,
    transport::{Network, Transport},
};
use bytes::Bytes;
use http_body_util::BodyExt;
use std::{
    future::{pending, poll_fn},
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    task::{Poll, Waker},
    thread,
    time::Duration,
};
use tokio::runtime::Runtime;

fn executor<T>(notified: &Arc<AtomicU32>) -> Executor<T, &'static str> {
    let notified = Arc::clone(notified);
    Executor::new(Arc::new(Reactor::new().unwrap()), move || {
        notified.fetch_add(1, Ordering::SeqCst);
    })
}

/// Turns until the call is over.
fn over<T>(executor: &Executor<T, &'static str>) -> (u32, &'static str, Step<T>) {
    loop {
        let mut over = None;
        executor.turn(|id, owner, step| over = Some((id, owner, step)));
        if let Some(over) = over {
            return over;
        }
        thread::yield_now();
    }
}

/// Answers requests with `body`, each connection in a thread of its own.
fn server(body: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || {
                while socket.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                    socket.write_all(format!("{head}{body}").as_bytes()).unwrap();
                }
            });
        }
    });
    address
}

fn network() -> Arc<Network> {
    let credentials = Credentials {
        access_key_id: "id".into(),
        access_key_secret: "secret".to_owned().into(),
        security_token: None,
    };
    Arc::new(Network::new(&Config::new(Endpoint::parse("oss.test", false).unwrap(), credentials)))
}

/// The body of an answer, and how many requests its connection has served.
async fn ask(network: Arc<Network>, address: SocketAddr) -> (Bytes, u32) {
    let mut request = http::Request::new(Outgoing::new(Source::Bytes(Bytes::new()), Some(0), Arc::default()));
    *request.uri_mut() = format!("http://{address}/").parse().unwrap();
    let answer = network.exchange(request).await.unwrap();
    let requests = answer.extensions().get::<crate::Peer>().unwrap().requests;
    (answer.into_body().collect().await.unwrap().to_bytes(), requests)
}

#[test]
fn calls_share_connections_wherever_they_run() {
    let (runtime, address, network) = (Runtime::new().unwrap(), server("hello"), network());
    let _context = runtime.enter();
    let executor = executor(&Arc::default());
    let here = |id| {
        let begun = executor.start(id, "mine", Box::pin(ask(Arc::clone(&network), address)));
        match begun.map_or_else(|| over(&executor), |(owner, step)| (id, owner, step)) {
            (done, "mine", Step::Done((body, requests))) if done == id => (body, requests),
            _ => panic!("it is not over"),
        }
    };
    let there = || runtime.block_on(tokio::spawn(ask(Arc::clone(&network), address))).unwrap();
    let body = Bytes::from_static(b"hello");
    assert_eq!(here(1), (body.clone(), 1));
    assert_eq!(here(2), (body.clone(), 2));
    assert_eq!(there(), (body.clone(), 3));
    assert_eq!(here(3), (body, 4));
}

#[test]
fn what_leaves_goes_on_elsewhere() {
    let executor = executor(&Arc::default());
    let places = Box::pin(async {
        let before = is_here();
        leave().await;
        leave().await;
        (before, is_here())
    });
    let Some(("mine", Step::Leaves(call))) = executor.start(1, "mine", places) else {
        panic!("it has not left")
    };
    assert_eq!(Runtime::new().unwrap().block_on(call), (true, false));
    assert!(!executor.stop(1));
}

#[test]
fn who_is_woken_from_elsewhere_asks_for_a_turn_once() {
    let notified = Arc::new(AtomicU32::new(0));
    let executor = executor(&notified);
    let waker = Arc::new(Mutex::new(None::<Waker>));
    let (slot, mut polls) = (Arc::clone(&waker), 0);
    let call = poll_fn(move |cx| {
        *slot.lock().unwrap() = Some(cx.waker().clone());
        polls += 1;
        if polls == 2 { Poll::Ready("done") } else { Poll::Pending }
    });
    assert!(executor.start(7, "mine", Box::pin(call)).is_none());
    let wake = waker.lock().unwrap().take().unwrap();
    thread::spawn(move || {
        wake.wake_by_ref();
        wake.wake();
    })
    .join()
    .unwrap();
    assert_eq!(notified.load(Ordering::SeqCst), 1);
    assert!(matches!(over(&executor), (7, "mine", Step::Done("done"))));
}

#[test]
fn who_wakes_itself_is_polled_again_and_leaves_the_loop_its_turn() {
    let notified = Arc::new(AtomicU32::new(0));
    let executor = executor(&notified);
    let mut polls = 0;
    let call = poll_fn(move |cx| {
        polls += 1;
        cx.waker().wake_by_ref();
        if polls == 100 { Poll::Ready(()) } else { Poll::Pending }
    });
    assert!(executor.start(1, "mine", Box::pin(call)).is_none());
    assert_eq!(notified.load(Ordering::SeqCst), 1);
    over(&executor);
    assert!(notified.load(Ordering::SeqCst) > 1);
}

#[test]
fn a_panic_is_handed_over_and_the_others_go_on() {
    let executor = executor(&Arc::default());
    assert!(executor.start(1, "waits", Box::pin(pending::<()>())).is_none());
    let begun = executor.start(2, "mine", Box::pin(async { panic!("on purpose") }));
    assert!(matches!(begun, Some(("mine", Step::Panicked(_)))));
    assert!(!is_here());
    assert!(executor.stop(1));
}

#[test]
fn a_call_that_is_given_up_gives_up_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let runtime = Runtime::new().unwrap();
    let _context = runtime.enter();
    let executor = executor(&Arc::default());
    assert!(executor.start(1, "mine", Box::pin(ask(network(), address))).is_none());
    let (mut socket, _) = listener.accept().unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    while socket.read(&mut [0; 1]).is_err() {
        executor.turn(|_, _, _| panic!("it waits"));
    }
    assert!(executor.stop(1));
    socket.set_read_timeout(None).unwrap();
    let mut rest = Vec::new();
    // It ends, or is reset.
    drop(socket.read_to_end(&mut rest));
    assert!(rest.starts_with(b"ET / HTTP/1.1"));
}
