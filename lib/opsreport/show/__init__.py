"""What notebooks show: pages made of readings. A notebook begins with `from opsreport.show.page import open_page`."""
