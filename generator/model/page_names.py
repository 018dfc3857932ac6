"""What vendors call the things that pages are turned with. Folded: "nextPageToken" is next_page_token."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PAGE = _names("page page_number page_num page_no page_index pageno current_page")
SIZE = _names(
    "limit per_page page_size page_limit pagesize size count max_results max_items max_count take first top"
    " results_per_page items_per_page page_count num_results page_per_page"
)
OFFSET = _names("offset skip page_offset start_index start_at first_result starting_index")
START_INDEX = _names("start_index starting_index first_result")
"""Offsets that count from 1 with some vendors (RFC 7644 §3.4.2.4), from 0 with others."""
VAGUE_OFFSET = _names("start from")
ENDS = _names("end to until")
CURSOR = _names(
    "cursor after page_token next_token next_page_token page_cursor next_cursor start_cursor starting_after marker"
    " next_marker continuation continuation_token start_key pagination_token page_after after_cursor cursor_after"
    " scroll_id bookmark exclusive_start_key start_after after_id search_after next_page_cursor cursor_mark continue"
)
AFTER = _names("after starting_after start_after after_id page_after last_id")
"""Asked for with the id of the last item that came."""
AFTER_PREFIXES = ("starting_after_", "start_after_", "after_")
NEXT = _names(
    "next next_cursor next_page_token next_token next_marker next_page_cursor next_page_id next_key next_start_cursor"
    " next_start_key end_cursor cursor cursor_next after continuation_token continuation next_continuation_token"
    " next_bookmark bookmark last_evaluated_key next_page next_offset pagination_token next_pagination_token"
    " next_cursor_mark scroll_id next_id next_starting_after next_after after_cursor cursor_after continue"
)
TURNS = _names(
    "page cursor token offset marker position key after start continuation continue skip bookmark from index anchor"
    " scroll id since"
)
"""Words that say of a parameter that it may turn a page: `stream_position`, `from_id`."""
NEXT_URL = _names(
    "next_url next_link next_page_url next_page_link next_href next_uri next_page_uri odata_next_link next_records_url"
)
MORE = _names(
    "has_more has_next has_next_page has_more_items has_more_pages has_more_results has_more_data more_available"
    " is_truncated more has_additional_pages"
)
LAST = _names("last last_page is_last is_last_page end_of_results")
NUMBER = _names("page page_number current_page page_num page_no page_index current_page_number")
PAGES = _names(
    "total_pages page_count pages num_pages last_page pages_count total_page_count page_total number_of_pages"
)
TOTAL = _names(
    "total total_count total_items total_results total_elements total_entries total_records total_size total_hits"
    " total_number total_objects results_total total_item_count total_rows count_total"
)
