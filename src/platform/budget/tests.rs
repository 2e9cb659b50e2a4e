//! Which calls wait, how long, and which fail.

use hyper::HeaderMap;
use proptest::prelude::*;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::*;

const OPERATION: Operation = Operation::Session;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn standing(count: u32, allowed: u32, reset: u64) -> Standing {
    Standing {
        count,
        allowed,
        reset: seconds(reset),
    }
}

/// The permit of a call, if it may be sent within `patience`.
async fn take(budget: &Arc<Budget>, patience: Duration) -> Result<CallPermit, Error> {
    budget
        .acquire(OPERATION, None, Instant::now() + patience)
        .await
}

async fn update(budget: &Arc<Budget>, standing: Standing) {
    take(budget, Duration::ZERO)
        .await
        .unwrap()
        .record_response(Some(standing), None);
}

fn limited(seconds: u64) -> Error {
    Error::RateLimited {
        retry_after: Duration::from_secs(seconds),
        correlation_id: None,
    }
}

#[tokio::test(start_paused = true)]
async fn without_headers_the_budget_is_unknown() {
    let budget = Arc::new(Budget::default());
    let mut shares = Vec::new();
    for _ in 0..1_000 {
        shares.push(take(&budget, Duration::ZERO).await.unwrap());
    }
    assert_eq!(budget.left(), None);
}

#[tokio::test(start_paused = true)]
async fn calls_wait_for_the_next_window_within_their_deadline() {
    let budget = Arc::new(Budget::default());
    update(&budget, standing(300, 300, 7)).await;
    assert_eq!(budget.left(), Some(0));
    let start = Instant::now();
    assert_eq!(take(&budget, seconds(6)).await.unwrap_err(), limited(7));
    assert_eq!(start.elapsed(), Duration::ZERO, "it fails at once");
    take(&budget, seconds(8)).await.unwrap();
    assert_eq!(start.elapsed(), seconds(7));
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_count() {
    let budget = Arc::new(Budget::default());
    update(&budget, standing(298, 300, 60)).await;
    let first = take(&budget, Duration::ZERO).await.unwrap();
    let _second = take(&budget, Duration::ZERO).await.unwrap();
    // Both may be counted already, so the call waits for a response; none arrives.
    let start = Instant::now();
    assert_eq!(take(&budget, seconds(5)).await.unwrap_err(), limited(55));
    assert_eq!(start.elapsed(), seconds(5));
    // The platform reports one call less, as after a new window that the gateway did not know.
    let waiting = take(&budget, seconds(5));
    let response = async {
        sleep(seconds(1)).await;
        first.record_response(Some(standing(298, 300, 54)), None);
    };
    let (permit, ()) = tokio::join!(waiting, response);
    permit.unwrap();
    assert_eq!(start.elapsed(), seconds(6));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_no_call_is_sent_before_retry_after() {
    let budget = Arc::new(Budget::default());
    let share = take(&budget, Duration::ZERO).await.unwrap();
    share.record_response(None, Some(seconds(30)));
    assert_eq!(take(&budget, seconds(29)).await.unwrap_err(), limited(30));
    // Waiting longer than `Retry-After` succeeds.
    let start = Instant::now();
    take(&budget, seconds(31)).await.unwrap();
    assert_eq!(start.elapsed(), seconds(30));
}

#[tokio::test(start_paused = true)]
async fn an_excessive_wait_is_capped() {
    let budget = Arc::new(Budget::default());
    let share = take(&budget, Duration::ZERO).await.unwrap();
    share.record_response(None, Some(seconds(1_000_000)));
    let wait = MAX_WAIT.as_secs();
    assert_eq!(
        take(&budget, Duration::ZERO).await.unwrap_err(),
        limited(wait)
    );
    let mut headers = HeaderMap::new();
    for (name, value) in [("count", "1"), ("allowed", "2"), ("reset", "999999")] {
        let name: hyper::header::HeaderName = format!("inin-ratelimit-{name}").parse().unwrap();
        headers.insert(name, value.parse().unwrap());
    }
    assert_eq!(Standing::from_headers(&headers), Some(standing(1, 2, wait)));
    headers.insert("inin-ratelimit-allowed", "0".parse().unwrap());
    assert_eq!(Standing::from_headers(&headers), None);
}

#[tokio::test(start_paused = true)]
async fn an_operation_with_its_own_window_does_not_affect_others() {
    let budget = Arc::new(Budget::default());
    update(&budget, standing(290, 300, 60)).await;
    let deadline = Instant::now();
    let users = || budget.acquire(Operation::Users, None, deadline);
    let reported = Some(standing(180, 180, 60));
    users().await.unwrap().record_response(reported, None);
    assert_eq!(users().await.unwrap_err(), limited(60));
    assert_eq!(budget.left(), Some(10));
    take(&budget, Duration::ZERO).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn responses_out_of_order_do_not_hide_calls() {
    let budget = Arc::new(Budget::default());
    update(&budget, standing(290, 300, 60)).await;
    update(&budget, standing(280, 300, 61)).await;
    assert_eq!(budget.left(), Some(10));
    sleep(seconds(30)).await;
    // A much later end belongs to another window.
    update(&budget, standing(5, 300, 60)).await;
    assert_eq!(budget.left(), Some(295));
}

/// Counts like the platform: a window of a minute starts with the first call in it.
#[derive(Default)]
struct Counting(Mutex<Option<(Instant, u32)>>);

impl Counting {
    fn call(&self, allowed: u32) -> (Standing, bool) {
        let now = Instant::now();
        let mut window = self.0.lock();
        let (opened, count) = match *window {
            Some((opened, count)) if now < opened + seconds(60) => (opened, count + 1),
            _ => (now, 1),
        };
        *window = Some((opened, count));
        let left = (opened + seconds(60) - now).as_secs_f64().ceil();
        let reset = Duration::from_secs_f64(left);
        let standing = Standing {
            count,
            allowed,
            reset,
        };
        (standing, count > allowed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// For any number of calls at any time: after one response is known, no call exceeds the limit,
    /// and every call is sent or fails within its deadline.
    #[test]
    fn no_call_exceeds_the_limit(
        allowed in 1_u32..20,
        calls in prop::collection::vec((0_u64..90_000, 0_u64..3_000), 1..80),
        patience in 0_u64..70_000,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (budget, platform) = (Arc::new(Budget::default()), Arc::new(Counting::default()));
            let (first, _) = platform.call(allowed);
            update(&budget, first).await;
            let mut all = JoinSet::new();
            for (at, takes) in calls {
                let (budget, platform) = (budget.clone(), platform.clone());
                all.spawn(async move {
                    sleep(Duration::from_millis(at)).await;
                    let (start, patience) = (Instant::now(), Duration::from_millis(patience));
                    let share = take(&budget, patience).await;
                    assert!(start.elapsed() <= patience + Duration::from_millis(1));
                    let Ok(share) = share else { return };
                    // The platform counts the call on arrival and responds later.
                    let (standing, is_over) = platform.call(allowed);
                    assert!(!is_over);
                    sleep(Duration::from_millis(takes)).await;
                    share.record_response(Some(standing), None);
                });
            }
            while let Some(ended) = all.join_next().await {
                ended.unwrap();
            }
        });
    }
}
