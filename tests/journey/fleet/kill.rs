//! A node is killed while others answer requests.

use futures_util::future::join_all;
use journey_simulator::Action;

use super::live::{Watcher, perform, topics};
use super::load::Load;
use super::process::Processes;
use super::*;

/// How soon changes are reported after the node that reported them was killed.
const TAKEN_OVER: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_process_is_killed_no_other_request_fails_and_others_report_its_customers() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let mut processes = Processes::start(3, &redis.url(), Options::default(), &[]).await;
    let mut victim = processes.nodes.pop().unwrap();
    let fleet = &mut processes.fleet;
    let simulator = &fleet.harness.simulator;
    let customers: Vec<_> = simulator.ordinary_customers().skip(100).take(5).collect();
    // The node that is asked first watches a customer.
    let watch_at = async |url: &String| {
        let watch = |customer| Watcher::start(url, SUPERVISOR, customer);
        join_all(customers.iter().map(|customer| watch(&customer.id))).await
    };
    let watched = watch_at(&fleet.nodes.pop().unwrap()).await;
    let mut watchers = Vec::new();
    for url in &fleet.nodes {
        watchers.push(watch_at(url).await);
    }
    for (number, customer) in customers.iter().enumerate() {
        let visit = perform(fleet, &customer.id, Action::StartVisit).await;
        for watchers in &mut watchers {
            watchers[number].receive(&visit).await;
        }
    }
    eventually("only the other node watches them", async || {
        topics(fleet).await == 0
    })
    .await;
    // The node that will be killed fetches, too, and has leases of fetches.
    let at_victim = Load::start(fleet, std::slice::from_ref(&victim.url), 2);
    let others = Load::start(fleet, &fleet.nodes, 2);
    sleep(Duration::from_secs(1)).await;

    drop(at_victim);
    victim.kill();
    let killed = Instant::now();
    drop(watched);
    // Its clients reconnect to another node.
    let mut reconnected = watch_at(&fleet.nodes[0]).await;
    for watcher in &mut reconnected {
        watcher.may_repeat = true;
    }
    watchers.push(reconnected);
    for (number, customer) in customers.iter().enumerate() {
        let call = perform(fleet, &customer.id, Action::StartCall).await;
        let visit = perform(fleet, &customer.id, Action::WebEvent).await;
        for watchers in &mut watchers {
            watchers[number].receive(&call).await;
            watchers[number].receive(&visit).await;
        }
    }
    let waited = killed.elapsed();
    assert!(waited < TAKEN_OVER, "{waited:?}");
    eventually("one node watches each customer", async || {
        topics(fleet).await == 2 * customers.len() as u64
    })
    .await;
    tokio::time::sleep_until(killed + TAKEN_OVER).await;
    let requests = others.stop().await;
    assert!(requests.since(killed) >= 20, "{}", requests.since(killed));
}
