// Podman takes Docker's commands. What it answers otherwise is in `docker.fixture.ts`, by the name of the program.
import './docker.fixture.ts';
