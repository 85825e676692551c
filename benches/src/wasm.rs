//! The same list for JavaScript, in a wasm of its own.

use crate::{Work, case, cases};
use std::alloc::System;
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// The names of all cases.
#[wasm_bindgen]
pub fn names() -> Vec<String> {
    cases().map(|case| case.name.to_owned()).collect()
}

/// A case with its input made.
#[wasm_bindgen]
pub struct Prepared(Work);

#[wasm_bindgen]
impl Prepared {
    /// Makes the input of the case of this name.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str) -> Result<Self, JsError> {
        let case = case(name).ok_or_else(|| JsError::new("There is no such case."))?;
        Ok(Self((case.prepare)()?))
    }

    /// Does the work so many times.
    pub fn run(&self, times: u32) -> Result<(), JsError> {
        for _ in 0..times {
            (self.0)()?;
        }
        Ok(())
    }
}
