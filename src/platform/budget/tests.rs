//! Who waits, how long, and who is told to come back.

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

/// A call's place, if it may be made within `patience`.
async fn take(budget: &Arc<Budget>, patience: Duration) -> Result<Share, Error> {
    budget
        .take(OPERATION, None, Instant::now() + patience)
        .await
}

async fn learn(budget: &Arc<Budget>, standing: Standing) {
    take(budget, Duration::ZERO)
        .await
        .unwrap()
        .answered(Some(standing), None);
}

fn limited(seconds: u64) -> Error {
    Error::RateLimited {
        retry_after: Duration::from_secs(seconds),
    }
}

#[tokio::test(start_paused = true)]
async fn without_headers_there_is_no_budget() {
    let budget = Arc::new(Budget::default());
    let mut shares = Vec::new();
    for _ in 0..1_000 {
        shares.push(take(&budget, Duration::ZERO).await.unwrap());
    }
    assert_eq!(budget.left(), None);
}

#[tokio::test(start_paused = true)]
async fn a_window_that_is_used_up_is_waited_for_within_the_deadline_only() {
    let budget = Arc::new(Budget::default());
    learn(&budget, standing(300, 300, 7)).await;
    assert_eq!(budget.left(), Some(0));
    let start = Instant::now();
    assert_eq!(take(&budget, seconds(6)).await.unwrap_err(), limited(7));
    assert_eq!(start.elapsed(), Duration::ZERO, "it is told at once");
    take(&budget, seconds(8)).await.unwrap();
    assert_eq!(start.elapsed(), seconds(7));
}

#[tokio::test(start_paused = true)]
async fn calls_under_way_count() {
    let budget = Arc::new(Budget::default());
    learn(&budget, standing(298, 300, 60)).await;
    let first = take(&budget, Duration::ZERO).await.unwrap();
    let _second = take(&budget, Duration::ZERO).await.unwrap();
    // Both may have been counted already, so an answer is waited for; none comes.
    let start = Instant::now();
    assert_eq!(take(&budget, seconds(5)).await.unwrap_err(), limited(55));
    assert_eq!(start.elapsed(), seconds(5));
    // The platform forgave one, as after a new window that nobody knew of.
    let waiting = take(&budget, seconds(5));
    let answer = async {
        sleep(seconds(1)).await;
        first.answered(Some(standing(298, 300, 54)), None);
    };
    let (place, ()) = tokio::join!(waiting, answer);
    place.unwrap();
    assert_eq!(start.elapsed(), seconds(6));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_nobody_calls_before_its_time() {
    let budget = Arc::new(Budget::default());
    let share = take(&budget, Duration::ZERO).await.unwrap();
    share.answered(None, Some(seconds(30)));
    assert_eq!(take(&budget, seconds(29)).await.unwrap_err(), limited(30));
    // A later and shorter wait does not shorten it.
    let start = Instant::now();
    take(&budget, seconds(31)).await.unwrap();
    assert_eq!(start.elapsed(), seconds(30));
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_end_is_not_believed() {
    let budget = Arc::new(Budget::default());
    let share = take(&budget, Duration::ZERO).await.unwrap();
    share.answered(None, Some(seconds(1_000_000)));
    let wait = LONGEST_WAIT.as_secs();
    assert_eq!(
        take(&budget, Duration::ZERO).await.unwrap_err(),
        limited(wait)
    );
    let mut headers = HeaderMap::new();
    for (name, value) in [("count", "1"), ("allowed", "2"), ("reset", "999999")] {
        let name: reqwest::header::HeaderName = format!("inin-ratelimit-{name}").parse().unwrap();
        headers.insert(name, value.parse().unwrap());
    }
    assert_eq!(Standing::of(&headers), Some(standing(1, 2, wait)));
    headers.insert("inin-ratelimit-allowed", "0".parse().unwrap());
    assert_eq!(Standing::of(&headers), None);
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_is_counted_for_itself_says_nothing_of_the_others() {
    let budget = Arc::new(Budget::default());
    learn(&budget, standing(290, 300, 60)).await;
    let deadline = Instant::now();
    let users = || budget.take(Operation::Users, None, deadline);
    let told = Some(standing(180, 180, 60));
    users().await.unwrap().answered(told, None);
    assert_eq!(users().await.unwrap_err(), limited(60));
    assert_eq!(budget.left(), Some(10));
    take(&budget, Duration::ZERO).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn answers_that_overtake_each_other_do_not_hide_calls() {
    let budget = Arc::new(Budget::default());
    learn(&budget, standing(290, 300, 60)).await;
    learn(&budget, standing(280, 300, 61)).await;
    assert_eq!(budget.left(), Some(10));
    sleep(seconds(30)).await;
    // An end that is much later is another window's.
    learn(&budget, standing(5, 300, 60)).await;
    assert_eq!(budget.left(), Some(295));
}

/// A platform that counts as ours does: windows of a minute that open with the first call in them.
#[derive(Default)]
struct Counting(Mutex<Option<(Instant, u32)>>);

impl Counting {
    fn call(&self, allowed: u32) -> (Standing, bool) {
        let now = Instant::now();
        let mut window = self.0.lock().unwrap();
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

    /// However many call at whatever instants: once one answer is known, none is over the limit,
    /// everybody is served or told within their patience, and nobody waits for nothing.
    #[test]
    fn nobody_is_over_the_limit(
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
            learn(&budget, first).await;
            let mut all = JoinSet::new();
            for (at, takes) in calls {
                let (budget, platform) = (budget.clone(), platform.clone());
                all.spawn(async move {
                    sleep(Duration::from_millis(at)).await;
                    let (start, patience) = (Instant::now(), Duration::from_millis(patience));
                    let share = take(&budget, patience).await;
                    assert!(start.elapsed() <= patience + Duration::from_millis(1));
                    let Ok(share) = share else { return };
                    // It is counted on arrival, and answered later.
                    let (standing, is_over) = platform.call(allowed);
                    assert!(!is_over);
                    sleep(Duration::from_millis(takes)).await;
                    share.answered(Some(standing), None);
                });
            }
            while let Some(ended) = all.join_next().await {
                ended.unwrap();
            }
        });
    }
}
