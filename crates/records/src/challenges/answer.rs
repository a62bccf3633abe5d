//! The answer of a security key to a challenge.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_platform::documents::BrowserAnswer;

use super::wire::Octets;

/// What the browser answered to `navigator.credentials.get`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyAssertion {
    /// `rawId`
    pub(crate) credential_id: Octets,
    /// `response.clientDataJSON`
    client_data_json: Octets,
    /// `response.authenticatorData`
    authenticator_data: Octets,
    /// `response.signature`
    signature: Octets,
}

impl KeyAssertion {
    /// As the notary reads it.
    pub(crate) fn answer(&self) -> BrowserAnswer<'_> {
        BrowserAnswer {
            credential_id: self.credential_id.as_ref(),
            client_data_json: self.client_data_json.as_ref(),
            authenticator_data: self.authenticator_data.as_ref(),
            signature: self.signature.as_ref(),
        }
    }
}
