//! The whole way: people sign, others verify, attackers try, and outside programs agree.

mod attacks;
mod city;
mod cms_outside;
mod flips;
mod hands;
mod long_term;
mod noise;
mod openssl;
mod pdf;
mod pdf_outside;
mod providers;
mod sample;
mod service;
mod tsp;
mod tsp_outside;
mod x509_outside;
