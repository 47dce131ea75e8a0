"""The screens: a route, what it reads, its template. Each module is one."""
