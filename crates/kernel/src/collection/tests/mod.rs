mod binding;
mod chair;
mod flow;
mod inquiry;
mod reactions;
mod screening;
