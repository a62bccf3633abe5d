mod binding;
mod chair;
mod dues;
mod flow;
mod inquiry;
mod reactions;
mod screening;
