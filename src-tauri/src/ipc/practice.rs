//! The embedded practice cloud.

use std::sync::Arc;

use tauri::State;

use super::views;
use super::wire::CommandError;
use crate::house::House;

/// Starts the practice cloud, if it does not run yet.
#[tauri::command]
pub async fn start_practice(house: State<'_, Arc<House>>) -> Result<(), CommandError> {
    house.practice().await.map(|_| ()).map_err(|problem| views::house(&problem))
}

/// Puts the practice shelf back as it was.
#[tauri::command]
pub async fn reset_practice(house: State<'_, Arc<House>>) -> Result<(), CommandError> {
    house.reset_practice().await.map_err(|problem| views::house(&problem))
}
