mod binding;
mod chair;
mod inquiry;
mod reactions;
mod screening;
