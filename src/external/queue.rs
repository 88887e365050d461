//! A queue of requests with limits: on those at once, in total and for each host, on their rate, and on retries.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::ask::{Answer, Verdict};

/// Maximum number of concurrent requests.
const AT_ONCE: usize = 16;
/// Maximum number of concurrent requests to one host.
const AT_ONCE_OF_A_HOST: usize = 2;
/// Minimum time between the beginnings of two requests to one host.
const PAUSE: Duration = Duration::from_millis(200);
/// Maximum number of attempts for an address.
const TRIES: u32 = 3;
/// Time before the second attempt. It doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Maximum delay that a host may ask for. If it asks for more, it gets no more requests.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Maximum number of redirects to follow.
const REDIRECTS: usize = 10;

/// Requests all `addresses` with `ask` from several threads, and calls `settle` with the verdict on each.
pub(super) fn ask_all(
    addresses: Vec<Url>,
    ask: impl Fn(&Url) -> Answer + Sync,
    settle: impl Fn(&Url, Verdict) + Sync,
) {
    let threads = addresses.len().min(AT_ONCE);
    let state =
        State { waiting: addresses.into_iter().map(Job::new).collect(), ..State::default() };
    let queue = Queue { state: Mutex::new(state), changed: Condvar::new() };
    let work = || {
        while let Some((job, left_alone)) = queue.next() {
            let answer = if left_alone { left_alone_answer() } else { ask(&job.at) };
            if let Some((address, verdict)) = queue.answered(job, answer) {
                settle(&address, verdict);
            }
        }
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}

/// An address that is being checked.
struct Job {
    address: Url,
    /// The address to request next: the target of the last redirect.
    at: Url,
    seen: Vec<Url>,
    /// The target of the permanent redirects before the first temporary one. `None` if there are none.
    moved: Option<Url>,
    only_permanent: bool,
    cookie: bool,
    tries: u32,
    not_before: Instant,
}

impl Job {
    fn new(address: Url) -> Self {
        Self {
            at: address.clone(),
            seen: Vec::new(),
            moved: None,
            only_permanent: true,
            cookie: false,
            tries: 0,
            not_before: Instant::now(),
            address,
        }
    }

    /// Returns the scheme, name and port of the host of the next request.
    fn host(&self) -> String {
        self.at[..url::Position::BeforePath].to_owned()
    }

    /// Processes an answer. Returns the verdict on the link, or `None` if another request is needed.
    fn follow(&mut self, answer: Answer) -> Option<Verdict> {
        match answer {
            Answer::Final(Verdict::Good) => {
                Some(self.moved.take().map_or(Verdict::Good, Verdict::Moved))
            }
            Answer::Final(verdict) => Some(self.of_the_link(verdict)),
            Answer::Redirect { to, permanent, cookie } => self.redirect(to, permanent, cookie),
            Answer::Again { unless, wait } => {
                self.tries += 1;
                let wait = wait.unwrap_or_default().max(FIRST_WAIT * 2_u32.pow(self.tries - 1));
                self.not_before = Instant::now() + wait.min(LONGEST_WAIT);
                let enough = self.tries >= TRIES || wait > LONGEST_WAIT;
                enough.then(|| self.of_the_link(unless))
            }
        }
    }

    fn redirect(&mut self, to: Url, permanent: bool, cookie: bool) -> Option<Verdict> {
        self.cookie |= cookie;
        self.only_permanent &= permanent;
        if self.only_permanent {
            self.moved = Some(to.clone());
        }
        self.seen.push(std::mem::replace(&mut self.at, to));
        self.tries = 0;
        if !self.seen.contains(&self.at) && self.seen.len() <= REDIRECTS {
            return None;
        }
        let circle = "redirects in a circle".to_owned();
        Some(if self.cookie { Verdict::Unproven(circle) } else { Verdict::Dead(circle) })
    }

    /// Turns a verdict on the last address into one on the link itself.
    fn of_the_link(&self, verdict: Verdict) -> Verdict {
        let said = |what: String| {
            if self.seen.is_empty() {
                what
            } else {
                format!("redirects to `{}`, which {what}", self.at)
            }
        };
        match verdict {
            Verdict::Dead(what) => Verdict::Dead(said(what)),
            Verdict::Unproven(what) => Verdict::Unproven(said(what)),
            other => other,
        }
    }
}

/// The waiting jobs, and the state of each host.
#[derive(Default)]
struct State {
    waiting: Vec<Job>,
    hosts: HashMap<String, Host>,
    /// Number of requests in progress.
    busy: usize,
}

/// The state of a host.
#[derive(Default)]
struct Host {
    busy: usize,
    not_before: Option<Instant>,
    left_alone: bool,
}

/// Returns the answer for a link to a host that asked for no more requests.
fn left_alone_answer() -> Answer {
    Answer::Final(Verdict::Unproven("leads to a host that asks to be left alone".to_owned()))
}

/// The next step of a thread.
enum Next {
    /// Process this job. The flag is set if its host is to get no more requests.
    Take(Box<Job>, bool),
    Wait(Duration),
    Finish,
}

impl State {
    fn next(&mut self) -> Next {
        if self.waiting.is_empty() && self.busy == 0 {
            return Next::Finish;
        }
        let now = Instant::now();
        let due =
            self.waiting.iter().enumerate().filter_map(|(at, job)| Some((self.due(job)?, at)));
        match due.min() {
            Some((due, at)) if due <= now => {
                let job = self.waiting.remove(at);
                let host = self.hosts.entry(job.host()).or_default();
                host.busy += 1;
                host.not_before = Some(now + PAUSE);
                self.busy += 1;
                Next::Take(Box::new(job), host.left_alone)
            }
            // Wait until an answer may have made a job due.
            found => Next::Wait(found.map_or(LONGEST_WAIT, |(due, _)| due - now)),
        }
    }

    /// Returns the time at which `job` may be requested. `None` while its host has too many requests in progress.
    fn due(&self, job: &Job) -> Option<Instant> {
        match self.hosts.get(&job.host()) {
            Some(host) if host.busy >= AT_ONCE_OF_A_HOST => None,
            Some(host) => Some(job.not_before.max(host.not_before.unwrap_or(job.not_before))),
            None => Some(job.not_before),
        }
    }
}

struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next job to be due. The flag is set if its host is to get no more requests. Returns `None` if all jobs are done.
    fn next(&self) -> Option<(Box<Job>, bool)> {
        let mut state = self.lock();
        loop {
            match state.next() {
                Next::Take(job, left_alone) => return Some((job, left_alone)),
                Next::Finish => return None,
                Next::Wait(time) => {
                    let waited = self.changed.wait_timeout(state, time);
                    state = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
    }

    /// Processes an answer. Returns the address and its verdict, or `None` if the job goes back into the queue.
    fn answered(&self, mut job: Box<Job>, answer: Answer) -> Option<(Url, Verdict)> {
        let wait = match &answer {
            Answer::Again { wait, .. } => *wait,
            _ => None,
        };
        let mut state = self.lock();
        state.busy -= 1;
        let host = state.hosts.entry(job.host()).or_default();
        host.busy -= 1;
        host.left_alone |= wait > Some(LONGEST_WAIT);
        let rest = wait.filter(|wait| *wait <= LONGEST_WAIT).map(|wait| Instant::now() + wait);
        host.not_before = host.not_before.max(rest);
        let verdict = job.follow(answer);
        self.changed.notify_all();
        if verdict.is_none() {
            state.waiting.push(*job);
            return None;
        }
        verdict.map(|verdict| (job.address, verdict))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    /// Returns the verdict on a single address whose requests `ask` answers.
    fn verdict(ask: impl Fn(&Url) -> Answer + Sync) -> Verdict {
        let found = Mutex::new(None);
        ask_all(vec![url("https://a.example/")], ask, |_, verdict| {
            *found.lock().expect("no panic") = Some(verdict);
        });
        found.into_inner().expect("no panic").expect("it is settled")
    }

    fn redirect(to: &str, permanent: bool) -> Answer {
        Answer::Redirect { to: url(to), permanent, cookie: false }
    }

    #[test]
    fn a_link_has_moved_as_far_as_every_redirect_is_there_to_stay() {
        let chain = |second: bool| {
            verdict(move |address| match address.path() {
                "/" => redirect("https://b.example/new", true),
                "/new" => redirect("https://c.example/newer", second),
                _ => Answer::Final(Verdict::Good),
            })
        };
        assert_eq!(chain(true), Verdict::Moved(url("https://c.example/newer")));
        assert_eq!(chain(false), Verdict::Moved(url("https://b.example/new")));
    }

    #[test]
    fn a_host_is_asked_twice_at_once_at_most_and_with_pauses() {
        let (busy, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let begun = Mutex::new(Vec::new());
        let addresses =
            ["a", "b", "c", "d", "e"].map(|path| url(&format!("https://a.example/{path}")));
        let ask = |_: &Url| {
            begun.lock().expect("no panic").push(Instant::now());
            most.fetch_max(busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(PAUSE * 3);
            busy.fetch_sub(1, Ordering::SeqCst);
            Answer::Final(Verdict::Good)
        };
        ask_all(addresses.to_vec(), ask, |_, _| {});
        assert_eq!(most.into_inner(), AT_ONCE_OF_A_HOST);
        let begun = begun.into_inner().expect("no panic");
        assert!(begun[1] - begun[0] > PAUSE / 2, "{begun:?}");
    }

    #[test]
    fn a_circle_leads_nowhere_unless_a_cookie_may_end_it() {
        let circle = |cookie| {
            verdict(move |_| Answer::Redirect {
                to: url("https://a.example/"),
                permanent: false,
                cookie,
            })
        };
        assert_eq!(circle(false), Verdict::Dead("redirects in a circle".to_owned()));
        assert_eq!(circle(true), Verdict::Unproven("redirects in a circle".to_owned()));
    }

    #[test]
    fn what_may_pass_is_asked_again_and_a_long_wait_is_not_waited_for() {
        let asked_with = |wait| {
            let asked = AtomicUsize::new(0);
            let unless = || Verdict::Unproven("is busy".to_owned());
            let found = verdict(|_| {
                asked.fetch_add(1, Ordering::Relaxed);
                Answer::Again { unless: unless(), wait }
            });
            assert_eq!(found, unless());
            asked.into_inner()
        };
        assert_eq!(asked_with(None), 3);
        assert_eq!(asked_with(Some(Duration::from_hours(1))), 1);
    }
}
