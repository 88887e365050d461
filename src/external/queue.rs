//! Asking many addresses politely: few at once, fewer of one host and not in one go, again when that may help, and not for ever.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::ask::{Answer, Verdict};

/// How many are asked at once.
const AT_ONCE: usize = 16;
/// How many of one host are.
const AT_ONCE_OF_A_HOST: usize = 2;
/// How long a host is left alone after a request begins.
const PAUSE: Duration = Duration::from_millis(200);
/// How often an address is asked before its last answer stands.
const TRIES: u32 = 3;
/// How long is waited before it is asked again; twice as long each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A host that asks to be left alone for longer is not asked for anything else.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How many redirects are followed.
const REDIRECTS: usize = 10;

/// Asks for all `addresses` with `ask`, from several threads, and tells `settle` how each stands.
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

/// An address that is being asked for.
struct Job {
    address: Url,
    /// Where redirects have led.
    at: Url,
    seen: Vec<Url>,
    /// Where those redirects have led that are there to stay, as long as there was none of the others.
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

    /// The scheme, the name and the port of the host that is asked next.
    fn host(&self) -> String {
        self.at[..url::Position::BeforePath].to_owned()
    }

    /// Follows an answer: how the link stands, if that is known now.
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

    /// What was said of the last address, said of the first.
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

/// What waits, and for which hosts.
#[derive(Default)]
struct State {
    waiting: Vec<Job>,
    hosts: HashMap<String, Host>,
    /// How many are being asked.
    busy: usize,
}

/// How a host is being treated.
#[derive(Default)]
struct Host {
    busy: usize,
    not_before: Option<Instant>,
    left_alone: bool,
}

/// How a link stands whose host wants no more questions.
fn left_alone_answer() -> Answer {
    Answer::Final(Verdict::Unproven("leads to a host that asks to be left alone".to_owned()))
}

/// What a thread does next.
enum Next {
    /// With whether its host is left alone.
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
            // Until an answer comes that changes what is due.
            found => Next::Wait(found.map_or(LONGEST_WAIT, |(due, _)| due - now)),
        }
    }

    /// When `job` may be asked for; nothing while its host is busy.
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

    /// What is to be asked, once it is time, and whether its host is left alone by now; nothing when all is settled.
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

    /// Takes an answer in: how an address stands, if that is known now; otherwise it is asked again.
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

    /// How the one address stands, whose requests are answered by `ask`.
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
