"""What a side says to its dispute, on either database: the sides' queries must be understood by both."""

import pytest

from tests.town import Town


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_a_side_says_yes_to_its_meeting_and_answers_the_follow_up(town: Town) -> None:
    await town.say("唐文富", "你好")
    await town.say("王秀芳", "唐文富借了我八千块钱三年了不还 请你们调解一下")
    await town.say("王秀芳", "跳过")
    await town.say("王秀芳", "对，提交")
    await town.say("谢光华", "我来调")
    await town.say("谢光华", "约 后天上午十点 村委会")
    assert "你要来" in (await town.say("唐文富", "后天要得")).text
    await town.say("谢光华", "口头说好了 分八个月还")
    assert "{" not in (await town.say("唐文富", "没扯皮了")).text
