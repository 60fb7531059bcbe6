import { mount } from "svelte";
import App from "./app/App.svelte";
import { tauri } from "./backend/tauri";
import "./styles/all";

const target = document.getElementById("window");
if (target) mount(App, { target, props: { backend: tauri } });
