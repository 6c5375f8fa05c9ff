use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// A source that waits until it may answer, counts, and says what it is told.
struct Gated {
    open: Arc<Semaphore>,
    asked: Arc<AtomicUsize>,
    answer: Arc<dyn Fn(usize) -> Result<Granted, SourceError> + Send + Sync>,
}

impl Source for Gated {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async {
            self.open.acquire().await.unwrap().forget();
            (self.answer)(self.asked.fetch_add(1, Ordering::SeqCst) + 1)
        })
    }
}

struct Setting {
    provider: Provider,
    open: Arc<Semaphore>,
    asked: Arc<AtomicUsize>,
    now: Arc<Mutex<SystemTime>>,
}

impl Setting {
    fn new(
        first: Option<Granted>,
        interval: Option<u64>,
        answer: impl Fn(usize) -> Result<Granted, SourceError> + Send + Sync + 'static,
    ) -> Self {
        let (clock, now) = clock_at(1_000_000);
        let (open, asked) = (Arc::new(Semaphore::new(1_000)), Arc::new(AtomicUsize::new(0)));
        let source = Gated { open: Arc::clone(&open), asked: Arc::clone(&asked), answer: Arc::new(answer) };
        let first = first.map(|granted| (granted, at(1_000_000)));
        let provider = Provider::refreshing(source, first, interval.map(Duration::from_secs), clock);
        Self { provider, open, asked, now }
    }

    async fn id(&self) -> Result<String, String> {
        let credentials = self.provider.credentials().await.map_err(|error| error.to_string())?;
        Ok(credentials.access_key_id.clone())
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn pass(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }
}

/// The nth grant, good for so long from the beginning of the test.
fn until(n: usize, seconds: u64) -> Result<Granted, SourceError> {
    Ok(Granted { credentials: key(&format!("id{n}")), expires: Some(at(1_000_000 + seconds)) })
}

#[tokio::test]
async fn all_who_need_credentials_at_once_share_one_answer() {
    let setting = Setting::new(None, None, |n| until(n, 3600));
    setting.open.forget_permits(1_000);
    let waiting: Vec<_> = (0..100)
        .map(|_| {
            let provider = setting.provider.clone();
            tokio::spawn(async move { provider.credentials().await.unwrap().access_key_id.clone() })
        })
        .collect();
    tokio::task::yield_now().await;
    setting.open.add_permits(100);
    for task in waiting {
        assert_eq!(task.await.unwrap(), "id1");
    }
    assert_eq!(setting.asked(), 1);
}

#[tokio::test]
async fn they_are_replaced_before_they_expire() {
    let setting = Setting::new(None, None, |n| until(n, 3600 * n as u64));
    assert_eq!(setting.id().await.unwrap(), "id1");
    setting.pass(3600 - 181);
    assert_eq!(setting.id().await.unwrap(), "id1");
    setting.pass(1);
    assert_eq!(setting.id().await.unwrap(), "id2");
    assert_eq!(setting.asked(), 2);
}

#[tokio::test]
async fn a_short_life_has_a_short_margin() {
    let setting = Setting::new(None, None, |n| until(n, 100 * n as u64));
    assert_eq!(setting.id().await.unwrap(), "id1");
    setting.pass(79);
    assert_eq!(setting.id().await.unwrap(), "id1");
    setting.pass(1);
    assert_eq!(setting.id().await.unwrap(), "id2");
}

#[tokio::test]
async fn an_interval_that_is_over_replaces_them_too() {
    let first = Granted::lasting(key("first"));
    let setting = Setting::new(Some(first), Some(300), |n| until(n, 1_000_000));
    assert_eq!(setting.id().await.unwrap(), "first");
    setting.pass(299);
    assert_eq!(setting.id().await.unwrap(), "first");
    setting.pass(1);
    assert_eq!(setting.id().await.unwrap(), "id1");
    setting.pass(300);
    assert_eq!(setting.id().await.unwrap(), "id2");
}

#[tokio::test]
async fn a_failure_is_shared_and_the_next_call_tries_again() {
    let setting = Setting::new(None, None, |n| match n {
        1 => Err(SourceError::failed("out of order")),
        n => until(n, 3600),
    });
    let both = tokio::join!(setting.id(), setting.id());
    assert_eq!(
        both,
        (Err("no credentials: out of order".into()), Err("no credentials: out of order".into()))
    );
    assert_eq!(setting.asked(), 1);
    assert_eq!(setting.id().await.unwrap(), "id2");
}

#[tokio::test]
async fn what_is_still_good_is_used_on_where_the_source_fails() {
    let setting = Setting::new(None, None, |n| match n {
        1 => until(1, 3600),
        _ => Err(SourceError::failed("out of order")),
    });
    assert_eq!(setting.id().await.unwrap(), "id1");
    setting.pass(3500);
    for _ in 0..3 {
        assert_eq!(setting.id().await.unwrap(), "id1");
    }
    assert_eq!(setting.asked(), 2, "it is left alone for a while");
    setting.pass(10);
    assert_eq!(setting.id().await.unwrap(), "id1");
    assert_eq!(setting.asked(), 3);
    setting.pass(90);
    assert_eq!(
        setting.id().await.unwrap_err(),
        "no credentials: out of order",
        "never those that have expired"
    );
}

#[tokio::test]
async fn those_of_unknown_end_are_not_used_past_their_interval() {
    let first = Granted::lasting(key("first"));
    let setting = Setting::new(Some(first), Some(300), |_| Err(SourceError::failed("out of order")));
    setting.pass(300);
    assert_eq!(setting.id().await.unwrap_err(), "no credentials: out of order");
}

#[tokio::test]
async fn who_goes_away_does_not_stop_the_others() {
    let setting = Setting::new(None, None, |n| until(n, 3600));
    setting.open.forget_permits(1_000);
    let first = tokio::spawn({
        let provider = setting.provider.clone();
        async move { provider.credentials().await.map(drop) }
    });
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let second = setting.id();
    setting.open.add_permits(1);
    assert_eq!(second.await.unwrap(), "id1", "one permit is enough: nobody asked twice");
}

#[tokio::test]
async fn a_source_that_panics_is_asked_again() {
    let setting = Setting::new(None, None, |n| if n == 1 { panic!("as meant") } else { until(n, 3600) });
    assert!(setting.id().await.unwrap_err().contains("as meant"));
    assert_eq!(setting.id().await.unwrap(), "id2");
}

#[tokio::test]
async fn refused_ones_are_not_given_again() {
    let setting = Setting::new(None, None, |n| until(n, 3600));
    let first = setting.provider.credentials().await.unwrap();
    assert!(setting.provider.refused(&first));
    assert_eq!(setting.id().await.unwrap(), "id2");
    assert!(setting.provider.refused(&first), "newer ones are there");
    assert_eq!(setting.id().await.unwrap(), "id2");
    assert_eq!(setting.asked(), 2);
    let fixed = Provider::fixed(key("fixed"));
    assert!(!fixed.refused(&fixed.current().unwrap()));
}

#[tokio::test]
async fn refused_ones_are_not_used_on_where_the_source_fails() {
    let setting = Setting::new(None, None, |n| match n {
        1 => until(1, 3600),
        _ => Err(SourceError::failed("out of order")),
    });
    let first = setting.provider.credentials().await.unwrap();
    setting.provider.refused(&first);
    assert_eq!(setting.id().await.unwrap_err(), "no credentials: out of order");
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    let setting = Setting::new(None, None, |n| until(n, 3600));
    assert_eq!(format!("{:?}", setting.provider), "Provider(None)");
    setting.provider.credentials().await.unwrap();
    let granted = until(1, 1).unwrap();
    let printed = format!("{:?} {:?} {granted:?}", setting.provider, Provider::fixed(key("id")));
    assert!(printed.contains("id1") && !printed.contains("hidden"), "{printed}");
}
