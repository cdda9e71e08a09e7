//! The boundary to JavaScript: conversions, no logic. The only file of this crate that names `wasm_bindgen`.
#![allow(missing_docs, reason = "the TypeScript types are the documentation of this boundary")]

use js_sys::{Array, Error, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::SealError;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** One report, and the two ciphertexts in it. `task` is base64url. */
export interface SealedReport { measure: string; cell: string; task: string; report: Uint8Array; leader: Uint8Array; keeper: Uint8Array }
/** Seals all answers of a report. `sealing` is the JSON of what `sync_seal` or `sync_preview` of the engine gave; `leader` and
 * `keeper` are the bodies of `GET /hpke_config`; no token: a trial, which nobody takes. Throws a SkillkeepError with `code`
 * `sync.keeper_key`, `sync.hpke`, `sync.sealing`, `sync.token` or `sync.internal`. */
export function seal(sealing: string, leader: Uint8Array, keeper: Uint8Array, token: Uint8Array | null): SealedReport[];
"#;

/// One period's request for a token; see `request.rs`.
#[wasm_bindgen]
pub struct TokenRequest(crate::TokenRequest);

#[wasm_bindgen]
impl TokenRequest {
    /// Draws a request; `token_key` is the period's, base64.
    #[wasm_bindgen(constructor)]
    pub fn new(tenant: &str, period: &str, token_key: &str) -> Result<TokenRequest, JsValue> {
        crate::TokenRequest::new(tenant, period, token_key).map(TokenRequest).map_err(to_error)
    }

    /// Reads what `save` wrote.
    pub fn restore(bytes: &[u8]) -> Result<TokenRequest, JsValue> {
        crate::TokenRequest::restore(bytes).map(TokenRequest).map_err(to_error)
    }

    /// What is kept until the token is there. Secret.
    pub fn save(&self) -> Result<Vec<u8>, JsValue> {
        self.0.save().map_err(to_error)
    }

    /// The 256 bytes that the leader signs.
    pub fn blinded(&self) -> Vec<u8> {
        self.0.blinded().to_vec()
    }

    /// The token, from the leader's 256 bytes.
    pub fn finalize(&self, signature: &[u8]) -> Result<Vec<u8>, JsValue> {
        self.0.finalize(signature).map_err(to_error)
    }
}

#[wasm_bindgen(skip_typescript)]
pub fn seal(sealing: &str, leader: &[u8], keeper: &[u8], token: Option<Vec<u8>>) -> Result<Array, JsValue> {
    let sealed = crate::seal(sealing, leader, keeper, token.as_deref()).map_err(to_error)?;
    let row = |one: crate::Sealed| {
        let words = [("measure", &one.measure), ("cell", &one.cell), ("task", &one.task)];
        let bytes = [("report", &one.report), ("leader", &one.leader), ("keeper", &one.keeper)];
        let words = words.map(|(name, value)| (name, JsValue::from(value)));
        let bytes = bytes.map(|(name, value)| (name, JsValue::from(Uint8Array::from(value.as_slice()))));
        let object = Object::new();
        for (name, value) in words.into_iter().chain(bytes) {
            set(&object, name, &value);
        }
        object
    };
    Ok(sealed.into_iter().map(row).collect())
}

fn to_error(e: SealError) -> JsValue {
    let error = Error::new(&e.to_string());
    error.set_name("SkillkeepError");
    set(&error, "code", &e.code().into());
    set(&error, "args", &Object::new());
    error.into()
}

// Setting a property of a fresh object cannot fail.
fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
