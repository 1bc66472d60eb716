"""What notebooks show: pages made of readings. A notebook begins with `from opsreport.show.page import open_page`."""

MIME = "application/vnd.opsreport.v1+json"  # what a page's call leaves in a notebook's output, for programs
