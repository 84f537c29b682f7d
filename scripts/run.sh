#!/usr/bin/env bash
# Do the main job on the 107 plan in front of the user, once, then serve it: web application and scheduler together.
# `make run` calls this when everything is installed. A later run finds the job done and serves within seconds.
#
#   PORT           where to serve (8000)
#   BIND_HOST      on which address (127.0.0.1: the demo sign-ins are for this machine only)
#   DEMO_PASSWORD  of every demo account (config.py has the default)
set -euo pipefail
cd "$(dirname "$0")/.."

export PORT=${PORT:-8000} BIND_HOST=${BIND_HOST:-127.0.0.1}
PLAN=SMEITA-107
WORKBOOK=build/demo/$PLAN-期末.xlsx
BIN=.venv/bin
export PYTHONUTF8=1

heading() { printf '\n\033[1m── %s\033[0m\n' "$*"; }
fail() { printf '\n錯誤：%s\n' "$*" >&2; exit 1; }
flask() { "$BIN/flask" "$@"; }

# One member of the JSON object on standard input.
member() { "$BIN/python" -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

require_free_port() {
    local reason
    [[ $PORT =~ ^[0-9]+$ ]] || fail "PORT 應為數字，收到的是「$PORT」。例如：make run PORT=8001"
    reason=$("$BIN/python" - "$BIND_HOST" "$PORT" <<'PYTHON'
import errno, socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
    except (OSError, OverflowError) as error:
        in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        print("已被其他程式使用" if in_use else error)
        sys.exit(1)
PYTHON
    ) || fail "無法在 $BIND_HOST:$PORT 提供服務：$reason。請關閉占用的程式，或改用其他埠號：make run PORT=8001"
}

main_job() {
    local answer submission
    mkdir -p "$(dirname "$WORKBOOK")"
    heading "1. 匯出期末填報活頁簿"
    flask workbook export $PLAN --period 期末 --out "$WORKBOOK"
    heading "2. 填報前：107 年 7 月 31 日的進度檢查"
    flask slippage scan --on 2018-07-31
    heading "3. 受委託單位填報活頁簿，並自行檢核"
    flask demo fill "$WORKBOOK"
    flask workbook check "$WORKBOOK"
    heading "4. 受委託單位上傳期報"
    answer=$(flask workbook submit "$WORKBOOK" --as contractor@demo.example --json) || fail "期報未被接受：$answer"
    submission=$(member submission <<<"$answer")
    printf '期報 %s：%s，與現況差異 %s 處\n' \
        "$submission" "$(member status <<<"$answer")" "$(member differences <<<"$answer")"
    heading "5. 計畫辦公室承辦人核定"
    flask submission approve "$submission" --as officer@demo.example
    heading "6. 核定後：107 年 12 月 31 日的進度檢查"
    flask slippage scan --on 2018-12-31
    heading "7. 實際達成與原預期差異說明"
    flask variance $PLAN
}

set_up() {
    heading "準備資料庫與示範資料"
    flask db upgrade
    flask demo load
    # An approved report raises the revision, so the first one means that nobody has reported yet.
    if [ "$(flask plan show $PLAN --json | member revision)" = 1 ]; then
        main_job
    else
        printf '計畫 %s 已有核定的期報，沿用現有資料。\n' $PLAN
    fi
    heading "申請案、花蓮震災與歷年個案（模擬資料）"
    flask demo load --full
}

print_sign_ins() {
    local password
    password=$("$BIN/python" -c 'from config import Settings; print(Settings.from_environment().demo_password)')
    heading "計畫績效管考系統  http://$BIND_HOST:$PORT"
    printf '  %-25s %s\n' \
        admin@demo.example 系統管理者 officer@demo.example 計畫辦公室承辦人 manager@demo.example 主管 \
        contractor@demo.example 受委託單位 contractor2@demo.example 另一受委託單位 auditor@demo.example 稽核
    printf '  密碼皆為 %s\n\n按 Ctrl-C 停止。\n' "$password"
}

# Both are asked to finish what they are doing; whoever has not after ten seconds is ended.
stop() {
    trap '' INT TERM
    kill -TERM "${children[@]}" 2>/dev/null || true
    for _ in {1..100}; do
        kill -0 "${children[@]}" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "${children[@]}" 2>/dev/null || true
    wait || true
}

answers() { (: <>"/dev/tcp/$BIND_HOST/$PORT") 2>/dev/null; }

serve() {
    "$BIN/gunicorn" --config scripts/gunicorn.conf.py &
    children=($!)
    "$BIN/python" -m jobs &
    children+=($!)
    trap 'stop; exit 0' INT TERM

    for _ in {1..300}; do
        answers && break
        kill -0 "${children[0]}" 2>/dev/null || break
        sleep 0.1
    done
    answers && print_sign_ins

    # Neither ends by itself, so the first to end has failed, whatever it says.
    local ended status=0
    wait -n -p ended "${children[@]}" || status=$?
    stop
    [ "$ended" = "${children[0]}" ] && ended=網站 || ended=排程
    printf '\n錯誤：%s程式意外停止（結束代碼 %s），其餘程式已一併停止。\n' "$ended" "$status" >&2
    exit $((status == 0 ? 1 : status))
}

require_free_port
set_up
serve
