"""What goes when: the schedule, holds, the purge of leavers and the proof of it."""
