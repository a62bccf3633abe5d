//! Imports through the public doors, on the ground of the invented city.

mod city;
mod imports;
