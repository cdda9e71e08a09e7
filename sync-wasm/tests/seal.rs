//! What a real engine answers, sealed here, opened and counted by both aggregators.

#[path = "../../tests/common/mod.rs"]
mod common;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use common::{tables, *};
use proptest::prelude::*;
use rand_core::UnwrapErr;
use serde_json::{Value, json};
use skillkeep::engine::Sealing;
use skillkeep::sync::{Shape, task_info};
use skillkeep::{Cell, Engine};
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::Keypair;
use skillkeep_dap::messages::{HpkeConfigList, Interval, Report, TaskId};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};
use skillkeep_dap::token::{EXTENSION_TYPE, Issuer, Token};
use skillkeep_dap::vdaf::unshard;
use skillkeep_sync_wasm::{SealError, Sealed, TokenRequest, seal};

const SEED: [u8; 32] = [3; 32];
const PERIOD: &str = "2026-q4";
/// Days from 1970 to the first day of that period.
const DAY_ONE: u64 = 20_727;

fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// Two aggregators, and the signer of the period's tokens.
struct World {
    leader: Keypair,
    keeper: Keypair,
    issuer: Issuer,
    engine: Engine,
}

fn list(of: &[&Keypair]) -> Vec<u8> {
    HpkeConfigList(of.iter().map(|k| k.config().clone()).collect()).get_encoded().expect("a list")
}

/// A test's key: it signs nothing else.
fn issuer() -> Issuer {
    Issuer::from_pkcs8_pem(include_str!("../../dap/src/token/test-key.pem")).expect("a key")
}

impl World {
    fn new() -> World {
        let (leader, keeper, issuer) = (Keypair::generate(1, &mut rng()), Keypair::generate(2, &mut rng()), issuer());
        let dictionary = dictionary(&keeper, &issuer);
        let mut o = options();
        o.cell = Some(Cell { function: "data".into(), region: "north".into() });
        let make = Make { dictionary, ..Make::default() };
        let mut engine = Engine::open(&o, make.files(), None).expect("opens");
        import(&mut engine, "record.csv", RECORD.as_bytes());
        act(&mut engine, json!({ "do": "confirm", "skill": "sql", "level": 4 })).expect("confirmed");
        World { leader, keeper, issuer, engine }
    }

    fn sealing(&mut self) -> Sealing {
        self.engine.sync_seal(PERIOD, &[7; 32], at(NOW)).expect("made")
    }

    fn token(&self) -> Vec<u8> {
        let key = STANDARD.encode(self.issuer.token_key().to_spki().expect("a key"));
        let request = TokenRequest::new(TENANT, PERIOD, &key).expect("drawn");
        // The browser is closed before the leader answers.
        let request = TokenRequest::restore(&request.save().expect("kept")).expect("read");
        let answer = self.issuer.blind_sign(&mut rng(), request.blinded()).expect("signed");
        request.finalize(&answer).expect("unblinded")
    }

    fn seal(&self, sealing: &Sealing, token: Option<&[u8]>) -> Result<Vec<Sealed>, SealError> {
        seal(&text(sealing), &list(&[&self.leader]), &list(&[&self.keeper]), token)
    }
}

fn text(sealing: &Sealing) -> String {
    serde_json::to_string(sealing).expect("JSON")
}

fn dictionary(keeper: &Keypair, issuer: &Issuer) -> Value {
    let cost = |delta2: u64, sigma2: u64| (delta2 * 1_000_000).div_ceil(2 * sigma2);
    let measure = |id: &str, encoding: Value, over: &str, delta2: u64| {
        json!({ "id": id, "question": format!("{id}?"), "purpose": "To plan.", "owner": "Planning", "reviewer": "Council",
            "starts": "2025-01-01", "expires": "2028-01-01", "every": "quarter", "encoding": encoding,
            "asked": [{ "over": over, "sigma2": 400, "microRho": cost(delta2, 400), "targetMilliPoints": 9000 }] })
    };
    let mut base = tables::dictionary();
    let more = json!({
        "format": "skillkeep-dictionary/2", "version": 2, "minBatch": 50,
        "headcount": [{ "function": "data", "region": "north", "people": 400 }],
        "ledger": { "capMicroRho": 100_000, "delta": "1e-6", "epsilon": "2.4" },
        "aggregators": { "leader": { "name": "IT", "operator": "the company", "url": "/leader/" },
            "keeper": { "name": "Council", "operator": "the council", "url": "/keeper/",
                "hpkeConfig": STANDARD.encode(keeper.config().get_encoded().expect("a key")) } },
        "periods": [{ "id": PERIOD, "start": "2026-10-01", "end": "2027-01-01", "due": "2026-12-01", "closes": "2027-01-16",
            "tokenKey": STANDARD.encode(issuer.token_key().to_spki().expect("a key")) }],
        "attributes": [{ "id": "gender", "label": "Gender", "reference": "man",
            "options": [{ "id": "woman", "label": "Woman" }, { "id": "man", "label": "Man" }] }],
        "measures": [
            measure("held", json!({ "kind": "held", "skills": ["sql", "python", "dashboards"], "clip": 2 }), "region", 5),
            measure("contested", json!({ "kind": "outcome", "attribute": "gender", "outcome": "contested" }), "company", 2),
        ],
    });
    for (name, value) in more.as_object().expect("an object") {
        base[name] = value.clone();
    }
    base
}

/// The tasks as an aggregator derives them: from the dictionary, never from what a browser sent.
fn task(world: &World, measure: &str, cell: &str) -> Task {
    let dictionary: skillkeep::sync::Dictionary =
        serde_json::from_value(dictionary(&world.keeper, &world.issuer)).expect("a dictionary");
    let measure = dictionary.measures.iter().find(|m| m.id == measure).expect("asked");
    let asked = measure.asked.first().expect("over one partition");
    let vdaf = match measure.encoding.shape(2) {
        Shape::Multihot { length, max_weight } => VdafConfig::multihot(length, max_weight.into()),
        Shape::Histogram { length } => VdafConfig::histogram(length),
    };
    let (start, end) = (measure.starts.0 as u64, measure.expires.0 as u64);
    let days = Interval { start, duration: end - start };
    let configuration =
        TaskConfiguration::new(task_info(measure, asked, cell), ["/leader/", "/keeper/"], 50, vdaf, days)
            .expect("a task");
    let id = configuration.derive_id(TENANT).expect("an id");
    Task::new(id, configuration, &SEED).expect("a task")
}

/// What both aggregators make of one report together.
fn counted(world: &World, sealed: &Sealed, known: &[u16]) -> Vec<i64> {
    let task = task(world, &sealed.measure, &sealed.cell);
    assert_eq!(Some(task.id), TaskId::from_url(&sealed.task), "both sides derive the same task");
    let report = Report::get_decoded(&sealed.report).expect("a report");
    assert_eq!(report.metadata.time, DAY_ONE, "no time but the period's first day");
    assert_eq!(report.leader.get_encoded().expect("bytes"), sealed.leader);
    assert_eq!(report.helper.get_encoded().expect("bytes"), sealed.keeper);
    let (state, init) = task.leader_init(&world.leader, &report, known).expect("the leader opens and verifies");
    let (helper, answer) = task.helper_init(&world.keeper, &init, known).expect("the keeper opens and verifies");
    let leader = task.leader_finish(state, &answer).expect("both agree");
    unshard(&leader, &helper).expect("a sum")
}

#[test]
fn what_the_engine_answers_is_what_the_two_aggregators_count_together() {
    let mut world = World::new();
    let sealing = world.sealing();
    let token = world.token();
    let sealed = world.seal(&sealing, Some(&token)).expect("sealed");
    assert_eq!(sealed.len(), sealing.tasks.len());
    for (sealed, asked) in sealed.iter().zip(&sealing.tasks) {
        assert_eq!((&sealed.measure, &sealed.cell), (&asked.measure, &asked.cell));
        let sums = counted(&world, sealed, &[EXTENSION_TYPE]);
        let expected: Vec<i64> =
            (0..asked.measurement.shape.length()).map(|p| i64::from(asked.measurement.set.contains(&p))).collect();
        assert_eq!(sums, expected, "{}", sealed.measure);
        let report = Report::get_decoded(&sealed.report).expect("a report");
        let [extension] = report.metadata.public_extensions.as_slice() else { panic!("one token") };
        let read = Token::decode(&extension.data).expect("a token");
        assert_eq!(world.issuer.token_key().verify(&read, TENANT, PERIOD), Ok(()));
    }
    assert!(sealing.tasks.iter().any(|t| t.measurement.set.len() > 1), "SQL, and that she answered");
}

#[test]
fn a_trial_is_sealed_without_a_token() {
    let world = World::new();
    let preview = world.engine.sync_preview(at(NOW)).expect("a period is open");
    for sealed in world.seal(&preview, None).expect("sealed") {
        let report = Report::get_decoded(&sealed.report).expect("a report");
        assert_eq!(report.metadata.public_extensions, []);
        assert!(!counted(&world, &sealed, &[]).is_empty());
    }
}

#[test]
fn only_the_pinned_keeper_is_sealed_to() {
    let mut world = World::new();
    let sealing = text(&world.sealing());
    let leader = list(&[&world.leader]);
    let other = Keypair::generate(world.keeper.config().id, &mut rng());
    for keeper in [list(&[&other]), list(&[]), b"nothing".to_vec(), leader.clone()] {
        assert_eq!(seal(&sealing, &leader, &keeper, None), Err(SealError::KeeperKey));
    }
    // A keeper that shows a newer key beside the pinned one is the same keeper.
    let sealed = seal(&sealing, &leader, &list(&[&other, &world.keeper]), None).expect("sealed");
    sealed.iter().for_each(|s| assert!(!counted(&world, s, &[]).is_empty()));
}

#[test]
fn a_leader_without_a_usable_key_is_refused() {
    let mut world = World::new();
    let (sealing, keeper) = (text(&world.sealing()), list(&[&world.keeper]));
    let mut unknown = world.leader.config().clone();
    unknown.aead = 3;
    let with = |configs: Vec<_>| HpkeConfigList(configs).get_encoded().expect("a list");
    let mut short = world.leader.config().clone();
    short.public.pop();
    for leader in [with(vec![]), with(vec![unknown.clone()]), with(vec![short]), b"nothing".to_vec()] {
        assert_eq!(seal(&sealing, &leader, &keeper, None), Err(SealError::Hpke));
    }
    let both = with(vec![unknown, world.leader.config().clone()]);
    assert!(seal(&sealing, &both, &keeper, None).is_ok(), "one that is not ours is passed over");
}

#[test]
fn what_is_no_sealing_is_refused_before_anything_is_sealed() {
    let mut world = World::new();
    let sealing = world.sealing();
    let (leader, keeper) = (list(&[&world.leader]), list(&[&world.keeper]));
    let good = serde_json::to_value(&sealing).expect("JSON");
    let broken = |pointer: &str, value: Value| {
        let mut broken = good.clone();
        *broken.pointer_mut(pointer).expect("is there") = value;
        seal(&broken.to_string(), &leader, &keeper, None).map(|_| ()).map_err(|e| e.code())
    };
    assert_eq!(broken("/day", json!(sealing.day)), Ok(()));
    for (pointer, value) in [
        ("/day", json!(-1)),
        ("/tasks/0/taskInfo", json!("00ff")),
        ("/tasks/0/taskInfo", json!("+1".repeat(32))),
        ("/tasks/0/expires", json!(1)),
        ("/tasks/0/measurement/set", json!([99])),
        ("/tasks/0/measurement/set", json!([0, 1, 2, 3, 4])),
        ("/tasks/1/measurement/set", json!([])),
        ("/tasks/0/measurement/shape/length", json!(4_000_000_000u32)),
        ("/tasks/0/measurement/shape/maxWeight", json!(null)),
        ("/tasks/0/measurement/shape/vdaf", json!("sum")),
        ("/keeperHpke", json!("")),
        ("/tenant", json!("x".repeat(70_000))),
    ] {
        assert_eq!(broken(pointer, value.clone()), Err("sync.sealing"), "{pointer} {value}");
    }
    assert_eq!(seal("", &leader, &keeper, None).map_err(|e| e.code()), Err("sync.sealing"));
}

#[test]
fn a_token_is_only_what_the_leader_signed() {
    let mut world = World::new();
    let sealing = world.sealing();
    assert_eq!(world.seal(&sealing, Some(&[0; 319])).map_err(|e| e.code()), Err("sync.token"));
    let key = STANDARD.encode(world.issuer.token_key().to_spki().expect("a key"));
    let request = TokenRequest::new(TENANT, PERIOD, &key).expect("drawn");
    assert_eq!(request.finalize(&[1; 256]).map_err(|e| e.code()), Err("sync.token"));
    for key in ["", "?", "AAAA"] {
        assert_eq!(TokenRequest::new(TENANT, PERIOD, key).map(|_| ()).map_err(|e| e.code()), Err("sync.token"));
    }
    assert_eq!(TokenRequest::restore(b"").map(|_| ()).map_err(|e| e.code()), Err("sync.token"));
    assert_eq!(format!("{request:?}"), "TokenRequest(Request { .. })", "nothing secret is printed");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Lists and tokens come from servers: any bytes are refused with a code or sealed, never a panic.
    #[test]
    fn any_bytes_from_outside_are_refused_or_sealed(leader: Vec<u8>, keeper: Vec<u8>, token in prop::option::of(any::<Vec<u8>>())) {
        static ONCE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let sealing = ONCE.get_or_init(|| text(&World::new().sealing()));
        let outcome = seal(sealing, &leader, &keeper, token.as_deref());
        prop_assert!(outcome.is_err_and(|e| e.code().starts_with("sync.")));
    }
}
