//! Reports of another implementation of DAP. The folder stands beside the repository where it is; without it one line is printed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{World, unhex};
use skillkeep_dap::VERSION;
use skillkeep_dap::aggregator::Task;
use skillkeep_dap::codec::{Decode, Encode};
use skillkeep_dap::hpke::{Keypair, Role};
use skillkeep_dap::messages::{HpkeConfig, Report, TaskId};
use skillkeep_dap::task::{TaskConfiguration, VdafConfig};
use skillkeep_dap::vdaf::{Share, unshard};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/dap/histogram-16.json");

#[test]
fn sixteen_foreign_reports_decode_open_verify_and_sum() {
    let Ok(text) = std::fs::read_to_string(FILE) else {
        println!("skipped: no foreign reports beside the repository");
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let bytes = |value: &serde_json::Value| unhex(value.as_str().unwrap());
    let keys = |role: &str| {
        let config = HpkeConfig::get_decoded(&bytes(&json[role]["hpke_config"])).unwrap();
        Keypair::restore(config, &bytes(&json[role]["private_key"])).unwrap()
    };
    let configuration = TaskConfiguration::get_decoded(&bytes(&json["task_configuration"])).unwrap();
    assert_eq!(configuration.get_encoded().unwrap(), bytes(&json["task_configuration"]));
    // Its chunk length is not the one that we would choose: what is on the wire counts.
    assert_eq!(configuration.vdaf, VdafConfig::Histogram { length: 200, chunk: 14 });
    let id = TaskId(bytes(&json["task_id"]).try_into().unwrap());
    let key = bytes(&json["vdaf_verify_key"]).try_into().unwrap();
    // What the two sides put into what they seal and prove, said by the file itself.
    let info = |to: u8| [VERSION.as_bytes(), b" input share", &[1, to]].concat();
    assert_eq!(bytes(&json["hpke_info"]["leader"]), info(Role::Leader as u8));
    assert_eq!(bytes(&json["hpke_info"]["helper"]), info(Role::Helper as u8));
    assert_eq!(bytes(&json["vdaf_context"]), [VERSION.as_bytes(), &id.0].concat());
    let world =
        World { task: Task::with_key(id, configuration, key).unwrap(), leader: keys("leader"), helper: keys("helper") };

    let (mut leader, mut helper) = (Share::zero(200), Share::zero(200));
    let reports = json["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 16);
    for report in reports {
        let report = bytes(report);
        assert_eq!(Report::get_decoded(&report).unwrap().get_encoded().unwrap(), report);
        let (a, b) = world.way(&report).unwrap();
        leader.add(&a).unwrap();
        helper.add(&b).unwrap();
    }
    let expected: Vec<i64> = json["aggregate"].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect();
    assert_eq!(unshard(&leader, &helper).unwrap(), expected);
    assert_eq!(expected.iter().take(16).sum::<i64>(), 16);
}
