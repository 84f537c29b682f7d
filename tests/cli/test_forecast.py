"""``flask forecast``: a person's table, and the same as one JSON value."""

from support.application_fixtures import CommandLine


def test_the_107_plan_is_forecast_from_its_own_past_as_of_a_day(command_line: CommandLine) -> None:
    assert command_line("demo", "load").code == 0

    told = command_line("forecast", "SMEITA-107", "--on", "2018-07-31", "--json").value

    assert (told["plan"], told["on"], told["cover"]) == ("SMEITA-107", "2018-07-31", "0.8")
    assert len(told["checkpoints"]) == 25  # the fresh demo has reported nothing
    [first] = [one for one in told["checkpoints"] if one["key"] == "A-1"]
    assert first["likely"] is None
    assert "可比較的紀錄不足" in first["reason"]
