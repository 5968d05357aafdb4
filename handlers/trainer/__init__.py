"""The conversations of trainers: notices and the timetable."""
