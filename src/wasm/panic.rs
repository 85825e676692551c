//! A panic leaves the promise of an async export unsettled for ever, so the facade must hear of it: it then rejects
//! every call in flight with `ERR_INTERNAL` and uses the instance no more.

use js_sys::Function;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the function that a panic calls. To be called once, before any other export.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(listener: Function) {
    LISTENER.with_borrow_mut(|slot| *slot = Some(listener));
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        LISTENER.with_borrow(|slot| {
            if let Some(listener) = slot {
                let _ = listener.call0(&JsValue::NULL);
            }
        });
    }));
}
