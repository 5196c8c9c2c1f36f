// What the clock alone changes: how long somebody has waited, and the window in which WeChat lets us write.

import { $, $$, openId } from "./page.js";
import { offline } from "./server.js";
import { refreshThread } from "./thread.js";

const UNITS = [[1440, "天"], [60, "小时"], [1, "分钟"]];
function tell() {
  for (const time of $$("time[data-since]")) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
    const unit = UNITS.find(([size]) => minutes >= size);
    time.textContent = unit ? `等了 ${Math.floor(minutes / unit[0])} ${unit[1]}` : "刚来";
  }
}

function count() {
  const until = $("[data-until]");
  if (!until) return;
  const minutes = Math.max(0, Math.floor((Date.parse(until.dateTime) - Date.now()) / 60000));
  until.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  if (!minutes && openId()) refreshThread().catch(offline);
}

setInterval(tell, 20000);
setInterval(count, 30000);
