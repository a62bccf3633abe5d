//! The notary with keys, pads, stampers and services of all kinds.

mod desk;
mod hands;
mod http;
mod openssl;
mod services;
mod stampers;
mod trusted;
