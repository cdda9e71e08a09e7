//! The boundary to JavaScript: conversions, no logic. The only file of the engine that names `wasm_bindgen`.
#![allow(missing_docs, reason = "the TypeScript types are the documentation of this boundary")]

use std::collections::BTreeMap;

use js_sys::{Array, Error, JSON, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::engine::{Cell, CompanyFiles, Engine, OpenOptions};
use crate::error::EngineError;
use crate::map::Map;
use crate::trust::{Manifest, Root};

/// The engine as the worker holds it.
#[wasm_bindgen]
pub struct WasmEngine(Engine);

#[wasm_bindgen]
impl WasmEngine {
    /// Opens the engine; see `Engine::open`. `files` is `[name, Uint8Array][]`.
    pub fn open(
        options: JsValue,
        root: Vec<u8>,
        manifest: Vec<u8>,
        files: Array,
        catalogue: Option<Vec<u8>>,
        snapshot: Option<Vec<u8>>,
        actions: Option<Vec<u8>>,
    ) -> Result<WasmEngine, JsValue> {
        let mut options: OpenOptions = from_js(options)?;
        if options.seed == 0 {
            options.seed = getrandom::u64().unwrap_or(1);
        }
        let files: BTreeMap<String, Vec<u8>> = files
            .iter()
            .filter_map(|pair| {
                let pair = pair.dyn_into::<Array>().ok()?;
                Some((pair.get(0).as_string()?, pair.get(1).dyn_into::<Uint8Array>().ok()?.to_vec()))
            })
            .collect();
        let company = CompanyFiles { root, manifest, files, catalogue, actions };
        Engine::open(&options, company, snapshot.as_deref()).map(WasmEngine).map_err(to_error)
    }

    /// Answers a question.
    pub fn query(&self, query: JsValue, now: JsValue) -> Result<JsValue, JsValue> {
        to_js(&self.0.query(&from_js(query)?, from_js(now)?).map_err(to_error)?)
    }

    /// Takes an act.
    pub fn apply(&mut self, command: JsValue, now: JsValue) -> Result<JsValue, JsValue> {
        to_js(&self.0.apply(from_js(command)?, from_js(now)?).map_err(to_error)?)
    }

    /// Everything kept, as bytes.
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// Begins to look into a file.
    pub fn scan_begin(&mut self, options: JsValue, now: JsValue) -> Result<(), JsValue> {
        self.0.scan_begin(from_js(options)?, from_js(now)?);
        Ok(())
    }

    /// Begins to take a file in.
    pub fn import_begin(&mut self, options: JsValue, now: JsValue) -> Result<(), JsValue> {
        self.0.import_begin(from_js(options)?, from_js(now)?);
        Ok(())
    }

    /// The next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.0.push(bytes).map_err(to_error)
    }

    /// Ends a scan.
    pub fn scan_finish(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.0.scan_finish().map_err(to_error)?)
    }

    /// Ends an import.
    pub fn import_finish(&mut self, now: JsValue) -> Result<JsValue, JsValue> {
        to_js(&self.0.import_finish(from_js(now)?).map_err(to_error)?)
    }

    /// Drops what was begun.
    pub fn import_abort(&mut self) {
        self.0.import_abort();
    }

    /// Says where the person works.
    pub fn set_cell(&mut self, cell: JsValue) -> Result<(), JsValue> {
        let cell: Option<Cell> = from_js(cell)?;
        self.0.set_cell(cell.as_ref()).map_err(to_error)
    }

    /// Changes what the person lets be answered.
    pub fn sync_set(&mut self, setting: JsValue) -> Result<(), JsValue> {
        self.0.sync_set(from_js(setting)?).map_err(to_error)
    }

    /// Starts the ledger anew after a restored backup.
    pub fn sync_restored(&mut self, now: JsValue) -> Result<(), JsValue> {
        self.0.sync_restored(from_js(now)?);
        Ok(())
    }

    /// Makes and charges the report on a period. `seed` is 32 fresh random bytes; the answer is for `seal` of `sync.js`.
    pub fn sync_seal(&mut self, period: &str, seed: &[u8], now: JsValue) -> Result<JsValue, JsValue> {
        let malformed =
            || EngineError { code: "call.malformed", message: "a seed has 32 bytes".into(), args: Map::new() };
        let seed = seed.try_into().map_err(|_| to_error(malformed()))?;
        to_js(&self.0.sync_seal(period, seed, from_js(now)?).map_err(to_error)?)
    }

    /// The report that could be made now, or null; changes nothing.
    pub fn sync_preview(&self, now: JsValue) -> Result<JsValue, JsValue> {
        to_js(&self.0.sync_preview(from_js(now)?))
    }

    /// Notes that both parties took the report.
    pub fn sync_sent(&mut self, period: &str, bytes: f64, now: JsValue) -> Result<(), JsValue> {
        self.0.sync_sent(period, bytes as u64, from_js(now)?);
        Ok(())
    }
}

/// The files that a signed manifest names, checked against its root.
#[wasm_bindgen]
pub fn manifest_files(root: &[u8], manifest: &[u8]) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    struct File<'a> {
        name: &'a str,
        sha256: &'a str,
        bytes: f64,
    }
    let open = || -> Result<Manifest, EngineError> { Ok(Manifest::open(manifest, &Root::open(root, None)?)?) };
    let manifest = open().map_err(to_error)?;
    let row = |f| -> File<'_> {
        let f: &crate::trust::FileEntry = f;
        File { name: &f.name, sha256: &f.sha256, bytes: f.bytes as f64 }
    };
    to_js(&manifest.files.iter().map(row).collect::<Vec<_>>())
}

/// Top-k over item factors, columns in and columns out: what the bench measures in a browser.
#[wasm_bindgen]
pub struct FactorBench {
    factors: Vec<f32>,
    width: usize,
}

#[wasm_bindgen]
impl FactorBench {
    /// Takes a table of `width` columns.
    #[wasm_bindgen(constructor)]
    pub fn new(factors: Vec<f32>, width: usize) -> FactorBench {
        FactorBench { factors, width }
    }

    /// Row numbers of the `count` best rows for a person's vector.
    pub fn top(&self, person: &[f32], count: usize) -> Vec<u32> {
        crate::recommend::top_k(&self.factors, self.width, person, count, &[]).into_iter().map(|(ix, _)| ix).collect()
    }
}

// Values cross as JSON: the engine reads and writes JSON anyway, and a second way would weigh as much again.
fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    let text = if value.is_undefined() { None } else { JSON::stringify(&value).ok().and_then(|t| t.as_string()) };
    serde_json::from_slice(text.as_deref().unwrap_or("null").as_bytes())
        .map_err(|e| to_error(EngineError { code: "call.malformed", message: e.to_string(), args: Map::new() }))
}

// Maps become plain objects, absent values null, as `types.ts` says.
fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(value)
        .map_err(|e| to_error(EngineError { code: "call.answer", message: e.to_string(), args: Map::new() }))?;
    JSON::parse(&text)
}

fn to_error(e: EngineError) -> JsValue {
    let error = Error::new(&e.message);
    error.set_name("SkillkeepError");
    let args = to_js(&e.args).unwrap_or(JsValue::NULL);
    // Setting a property of a fresh Error cannot fail.
    let _ = Reflect::set(&error, &"code".into(), &e.code.into());
    let _ = Reflect::set(&error, &"args".into(), &args);
    error.into()
}
