"""Content: reads, shares and purchases after reading, likes, tips, comments."""

import pytest
from written_shop import ratio, total, unknown

from opsreport.metrics.content import (
    content_likes_tips_comments,
    content_published,
    content_purchase,
    content_quality_score,
    content_reads,
    content_share_rate,
)

READ = """
    events
    user_id | visitor_id | occurred_at         | event   | object_id | duration_s | value
    --------+------------+---------------------+---------+-----------+------------+------
    u0      |            | 2024-05-31 23:59:59 | read    | a         | 60         |
    u1      |            | 2024-06-01 00:00    | read    | a         | 60         |
    u1      |            | 2024-06-02 10:00    | read    | b         | 2          |
    u2      |            | 2024-06-30 23:59:59 | read    | a         |            |
    u3      |            | 2024-07-01 00:00    | read    | a         | 60         |
            | v1         | 2024-06-10 10:00    | read    | a         | 60         |
    u4      |            | 2024-06-10 10:00    | view    | a         | 60         |
    u1      |            | 2024-06-09 23:59    | share   | a         |            |
    u2      |            | 2024-07-08 00:00    | share   | a         |            |
    u4      |            | 2024-06-11 10:00    | share   | a         |            |
    u1      |            | 2024-06-02 10:01    | like    | a         |            |
    u1      |            | 2024-06-02 10:02    | like    | b         |            |
    u1      |            | 2024-06-02 10:02    | tip     | b         |            | 5
    u2      |            | 2024-06-30 23:59:59 | comment | b         |            |
    u3      |            | 2024-07-01 00:00    | tip     | b         |            | 7
            | v1         | 2024-06-10 10:00    | like    | a         |            |

    orders
    user_id | paid_at          | amount
    --------+------------------+-------
    u1      | 2024-05-31 23:59 | 10
    u1      | 2024-06-01 00:00 | 20
    u1      | 2024-06-10 00:00 | 40
    u2      | 2024-07-07 23:59 | 80
    u4      | 2024-06-12 10:00 | 160
"""


@pytest.fixture
def read(shop):
    return shop(READ)


def test_reads_and_readers_of_the_period(read):
    assert read.read(content_reads, "2024-06", "reads") == total(2 + 1)  # the visitor is nobody we know
    assert read.read(content_reads, "2024-06", "readers") == total(len(["u1", "u2"]))
    assert read.read(content_reads, "2024-05", "reads") == total(1)
    assert read.read(content_reads, "2024-08", "readers") == total(0)
    assert read.by("content", content_reads, "2024-06", "readers") == {"a": total(2), "b": total(1)}


def test_only_what_was_read_long_enough(read):
    assert read.read(content_reads(dwell=3), "2024-06", "reads") == total(1)  # two seconds, and a time that nobody knows, are not enough
    assert read.read(content_reads(dwell=60), "2024-06", "readers") == total(1)


def test_readers_who_share_within_seven_days(read):
    assert read.read(content_share_rate, "2024-06", "rate") == ratio(len(["u1"]), len(["u1", "u2"]))  # u2: on the eighth day; u4 read nothing
    assert read.read(content_share_rate, "2024-06", "users") == total(1)
    assert read.read(content_share_rate(days=8), "2024-06", "users") == total(2)
    assert read.read(content_share_rate, "2024-08", "rate") == unknown("zero_denominator")


def test_readers_who_buy_within_seven_days_and_for_how_much(read):
    assert read.read(content_purchase, "2024-06", "rate") == ratio(len(["u1", "u2"]), 2)
    assert read.read(content_purchase, "2024-06", "users") == total(2)
    assert read.read(content_purchase, "2024-06", "amount") == total(20 + 80)  # before reading, and on the eighth day after: not
    assert read.read(content_purchase, "2024-07", "amount") == total(0)
    assert read.by("content", content_purchase, "2024-06", "amount") == {"a": total(20 + 80), "b": total(0)}


def test_what_follows_reading_is_known_seven_days_after_the_period(shop):
    for metric in (content_share_rate, content_purchase):
        assert shop(READ, data_until="2024-07-06").read(metric, "2024-06", "rate") == unknown("incomplete")
        assert shop(READ, data_until="2024-07-07").read(metric, "2024-06", "rate").reason is None


def test_likes_tips_and_comments(read):
    june = {part: read.read(content_likes_tips_comments, "2024-06", part) for part in content_likes_tips_comments.parts}
    assert june == dict(likes=total(2), tips=total(1), comments=total(1), users=total(2), amount=total(5))
    assert read.read(content_likes_tips_comments, "2024-07", "amount") == total(7)
    assert read.read(content_likes_tips_comments, "2024-08", "likes") == total(0)


def test_where_tips_have_no_value_the_other_figures_stand(shop):
    silent = shop(
        """
        events
        user_id | occurred_at      | event
        --------+------------------+------
        u1      | 2024-06-01 00:00 | like
        u1      | 2024-06-02 00:00 | tip
        """
    )
    assert silent.read(content_likes_tips_comments, "2024-06", "likes") == total(1)
    assert silent.read(content_likes_tips_comments, "2024-06", "tips") == total(1)
    assert silent.read(content_likes_tips_comments, "2024-06", "amount") == unknown("column_missing")


def test_quality_and_output_come_from_figures_kept_elsewhere(shop):
    told = shop(
        """
        manual_figures
        metric                | period  | value
        ----------------------+---------+------
        content_quality_score | 2024-06 | 84.5
        content_published     | 2024-04 | 10
        content_published     | 2024-05 | 20
        content_published     | 2024-06 | 30
        """
    )
    assert told.read(content_quality_score, "2024-06") == total("84.5")
    assert told.read(content_quality_score, "2024-05") == unknown("not_observed")
    assert told.read(content_published, "2024-Q2") == total(10 + 20 + 30)
