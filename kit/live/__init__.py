"""The served workshop: one process, the facilitator on loopback, participants on the network.

Participants' pages need no kernel: tornado, the workshop's store and server-sent events. The
facilitator's rights live on another port that only this machine can reach.
"""
