//! Authorization codes. The app that requested one redeems it once, within a minute, with the verifier of its challenge.

use std::collections::VecDeque;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use parking_lot::Mutex;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::parameters::Parameters;
use crate::clock::Time;
use crate::error::ApiError;
use crate::personas::TAB_CLIENT;
use crate::server::{ApiRequest, ApiResult};

/// How long a code is valid.
pub(super) const LIFE: TimeDelta = TimeDelta::minutes(1);

/// Maximum number of codes that wait to be redeemed; the oldest are dropped.
const CODES: usize = 100;

/// The codes that wait to be redeemed, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Codes(Mutex<VecDeque<(String, Granted)>>);

/// The grant behind a code.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) persona: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) expires: Time,
}

impl Codes {
    pub(super) fn issue(&self, granted: Granted) -> String {
        let code = Uuid::new_v4().simple().to_string();
        let mut codes = self.0.lock();
        if codes.len() == CODES {
            codes.pop_front();
        }
        codes.push_back((code.clone(), granted));
        code
    }

    /// A code is valid for one attempt.
    fn take(&self, code: &str) -> Option<Granted> {
        let mut codes = self.0.lock();
        let position = codes.iter().position(|(own, _)| own == code)?;
        codes.remove(position).map(|(_, granted)| granted)
    }
}

/// Exchanges a code for a token of the user.
pub(super) fn redeem(request: &ApiRequest, form: &Parameters) -> ApiResult {
    if form.get("client_id") != Some(TAB_CLIENT) {
        return Err(ApiError::oauth(401, "invalid_client", "client not found"));
    }
    let (Some(code), Some(redirect_uri), Some(verifier)) = (
        form.get("code"),
        form.get("redirect_uri"),
        form.get("code_verifier"),
    ) else {
        return Err(ApiError::oauth(
            400,
            "invalid_request",
            "missing required parameter: code, redirect_uri or code_verifier",
        ));
    };
    let platform = request.platform;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let granted = platform.codes.take(code).filter(|granted| {
        granted.expires > request.now
            && granted.redirect_uri == redirect_uri
            && granted.challenge == challenge
    });
    let life = platform.user_token_life;
    let token = granted.and_then(|granted| {
        let expires = request.now + life;
        platform
            .directory
            .issue_to_user(&granted.persona, Some(expires))
    });
    let Some(token) = token else {
        return Err(ApiError::oauth(
            400,
            "invalid_grant",
            "the code is unknown, used or expired, or its redirect_uri or code_verifier differs",
        ));
    };
    Ok(
        json!({ "access_token": token, "token_type": "bearer", "expires_in": life.as_secs() })
            .into(),
    )
}
